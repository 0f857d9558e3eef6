using System.Collections.Frozen;

namespace Pickling.Mapping;

/// <summary>How .NET types and Python's values correspond where the types themselves say nothing; immutable.</summary>
public sealed record PickleMapping
{
    private readonly FrozenDictionary<Type, PickleConverter> _converters = FrozenDictionary<Type, PickleConverter>.Empty;

    /// <summary>The policies used when none are given.</summary>
    public static PickleMapping Default { get; } = new();

    /// <summary>Names of members in Python classes. Default: <see cref="PickleNaming.SnakeCase"/>, as Python writes them.</summary>
    public PickleNaming ClassNaming { get; init; } = PickleNaming.SnakeCase;

    /// <summary>Names of members in dicts, which types without a Python class become. Default: <see cref="PickleNaming.Unchanged"/>.</summary>
    public PickleNaming DictNaming { get; init; } = PickleNaming.Unchanged;

    /// <summary>What a load does when the pickle lacks a member that is not required. Default: <see cref="PickleMissing.KeepDefault"/>.</summary>
    public PickleMissing Missing { get; init; } = PickleMissing.KeepDefault;

    /// <summary>
    /// What a load does with what no member takes, unless the type has a <see cref="PickleExtensionDataAttribute"/> member.
    /// Default: <see cref="PickleExtra.Drop"/>.
    /// </summary>
    public PickleExtra Extra { get; init; } = PickleExtra.Drop;

    /// <summary>What enums without a Python class are written as; loads take all forms. Default: <see cref="PickleEnumForm.Integer"/>.</summary>
    public PickleEnumForm Enums { get; init; } = PickleEnumForm.Integer;

    /// <summary>Converters of the caller, which go before all others for exactly their types.</summary>
    public IReadOnlyCollection<PickleConverter> Converters
    {
        get => _converters.Values;
        init => _converters = value.ToFrozenDictionary(static converter => converter.Type);
    }

    /// <summary>
    /// Types with a <see cref="PickleClassAttribute"/> that may stand where a base class or interface of theirs is asked for, or
    /// <see cref="object"/>.
    /// </summary>
    public IReadOnlyCollection<Type> Types { get; init; } = [];

    internal PickleConverter? ConverterOf(Type type) => _converters.GetValueOrDefault(type);
}
