using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Tests that measure the process, and therefore run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
