using Pickling.Persistence;

namespace Quickstart;

/// <summary>A training loop in small: two weights learn a line by gradient descent, and the losses are kept.</summary>
internal sealed class Training : IEquatable<Training>
{
    private const double LearningRate = 0.01;

    private readonly List<double> _losses = [];
    private double _slope;
    private double _offset;

    /// <summary>Steps done so far.</summary>
    public int Step => _losses.Count;

    /// <summary>The loss after the last step.</summary>
    public double Loss => _losses[^1];

    /// <summary>Goes on from the latest checkpoint in a folder that is whole.</summary>
    public static Training Load(string folder)
    {
        using CheckpointStore<TrainingState> store = new(folder);
        TrainingState state = store.LoadLatest()?.State ?? throw new InvalidOperationException($"{folder} has no checkpoint");
        Training training = new() { _slope = state.Slope, _offset = state.Offset };
        training._losses.AddRange(state.Losses);
        return training;
    }

    /// <summary>Saves the state as the next checkpoint.</summary>
    public void Save(string folder)
    {
        using CheckpointStore<TrainingState> store = new(folder);
        store.Save(new TrainingState(_slope, _offset, _losses));
    }

    /// <summary>Trains until that many steps are done.</summary>
    public void RunTo(int steps)
    {
        while (Step < steps)
        {
            double x = Step % 10;
            double error = (_slope * x) + _offset - ((3 * x) + 1);
            _slope -= LearningRate * error * x;
            _offset -= LearningRate * error;
            _losses.Add(error * error);
        }
    }

    public bool Equals(Training? other) =>
        other is not null && _slope == other._slope && _offset == other._offset && _losses.SequenceEqual(other._losses);

    public override bool Equals(object? obj) => Equals(obj as Training);

    public override int GetHashCode() => HashCode.Combine(_slope, _offset);
}
