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

    /// <summary>Reads a state that <see cref="Save"/> wrote.</summary>
    public static Training Load(string path)
    {
        var state = PickleFile.Load<Dictionary<string, object>>(path);
        Training training = new() { _slope = (double)state["slope"], _offset = (double)state["offset"] };
        training._losses.AddRange(((IEnumerable<object?>)state["losses"]).Cast<double>());
        return training;
    }

    /// <summary>Writes the state: a dict that Python reads as well as this program does.</summary>
    public void Save(string path) =>
        PickleFile.Save(path, new Dictionary<string, object> { ["slope"] = _slope, ["offset"] = _offset, ["losses"] = _losses });

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
