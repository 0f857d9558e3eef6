using Pickling.Mapping;

namespace Pickling.Tests.Mapping;

/// <summary>The suite with the converters that the source generator makes.</summary>
public sealed class GeneratedMappingTests : MappingSuite
{
    protected override PickleContext Create(PickleMapping? mapping = null) => new MappingModelContext(mapping);
}
