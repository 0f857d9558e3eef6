namespace Quickstart;

/// <summary>What a training goes on from; in Python a dict with these keys.</summary>
internal sealed record TrainingState(double Slope, double Offset, List<double> Losses);
