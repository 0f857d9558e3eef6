namespace Pickling.Conformance;

/// <summary>A case that failed.</summary>
public sealed class ConformanceException(string message) : Exception(message);
