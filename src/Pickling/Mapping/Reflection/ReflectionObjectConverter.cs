using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>A class or struct whose members reflection found; reading and writing them is compiled.</summary>
[RequiresDynamicCode(ReflectionPickleContext.Reason)]
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
internal sealed class ReflectionObjectConverter<T>(
    PickleObjectInfo info, MemberPlan[] members, ConstructorInfo? constructor, MemberPlan? extension) : PickleObjectConverter<T>(info)
{
    private MembersReader<T>? _read;
    private MembersWriter<T>? _write;
    private Func<T, IReadOnlyDictionary<string, object?>?>? _extension;

    protected override T ReadMembers(ref PickleValueReader reader, ref PickleMembers members) => _read!(ref reader, ref members);

    protected override void WriteMembers(PickleValueWriter writer, T value, ref PickleMemberBatch members) => _write!(writer, value, ref members);

    protected override IReadOnlyDictionary<string, object?>? GetExtensionData(T value) => _extension?.Invoke(value);

    protected override void ResolveMembers(PickleContext context)
    {
        var state = new MemberState
        {
            Converters = [.. members.Select(member => ConverterOf(member, context))],
            Defaults = constructor is null ? [] : [.. constructor.GetParameters().Select(DefaultOf)],
        };
        _read = MemberCompiler.Reader<T>(members, state, constructor, extension);
        _write = MemberCompiler.Writer<T>(members, state);
        _extension = extension is null ? null : MemberCompiler.Getter<T, IReadOnlyDictionary<string, object?>?>(extension);
    }

    private static PickleConverter ConverterOf(MemberPlan member, PickleContext context)
    {
        if (member.Member.GetCustomAttribute<PickleConverterAttribute>() is { } custom)
        {
            return CustomConverters.Create(custom.ConverterType, member.Type);
        }

        if (member.Type.IsPointer || member.Type.IsFunctionPointer || member.Type.IsByRefLike)
        {
            throw new NotSupportedException(
                $"{TypeNames.Of(member.Member.DeclaringType!)}.{member.Member.Name} is {TypeNames.WithArticle(member.Type.Name)}, {Refusals.ReasonOf(member.Type)}; leave it out with [PickleIgnore]");
        }

        return context.GetConverter(member.Type);
    }

    private static object? DefaultOf(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
        {
            return null;
        }

        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

        // C# keeps the defaults of these as constants of 32 bits.
        return type.IsEnum ? Enum.ToObject(type, value)
            : type == typeof(nint) ? (nint)Convert.ToInt64(value, null)
            : type == typeof(nuint) ? (nuint)Convert.ToUInt64(value, null)
            : value;
    }
}
