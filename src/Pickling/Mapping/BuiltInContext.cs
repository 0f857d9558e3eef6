using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Knows the builtin types alone: where reflection is off and no context is given.</summary>
internal sealed class BuiltInContext : PickleContext
{
    protected override PickleConverter? CreateConverter(Type type) => null;

    private protected override string Unknown(Type type) =>
        $"{TypeNames.Of(type)} needs a PickleContext here: the program is compiled ahead of time or trimmed, so types are not mapped by reflection";
}
