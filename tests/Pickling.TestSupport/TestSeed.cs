using System.Globalization;

namespace Pickling.Tests.Corpus;

/// <summary>Where random tests start: the same everywhere, unless PICKLING_SEED says otherwise.</summary>
public static class TestSeed
{
    /// <summary>The seed; failures name it.</summary>
    public static int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PICKLING_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 20261122;
}
