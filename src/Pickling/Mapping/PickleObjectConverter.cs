using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>
/// The part that converters of classes and structs have in common: the Python class, former names, members in every form
/// that Python writes, missing and extra ones, and derived classes. Generated converters fill in how members are set
/// and read.
/// </summary>
/// <typeparam name="T">The .NET type.</typeparam>
/// <param name="info">Names, members and policies.</param>
public abstract class PickleObjectConverter<T>(PickleObjectInfo info) : PickleConverter<T>, IPickleObjectConverter
{
    // In code that types share, typeof(T) is a call.
    private readonly Type _type = typeof(T);

    private FrozenDictionary<Type, PickleConverter> _known = FrozenDictionary<Type, PickleConverter>.Empty;

    /// <summary>Names, members and policies.</summary>
    public PickleObjectInfo Info { get; } = info;

    /// <inheritdoc/>
    public sealed override T Read(ref PickleValueReader reader)
    {
        var members = default(PickleMembers);
        PyGlobal? type = null;
        if (!reader.TryBeginMembers(Info, ref members) && !reader.TryBeginMembersSlow(Info, ref members, out type))
        {
            return ReadKnown(ref reader, type);
        }

        try
        {
            T value = ReadMembers(ref reader, ref members);
            if (value is IPickleLoaded hook)
            {
                hook.OnPickleLoaded(reader.InfoOf(members));
            }

            return value;
        }
        catch (PickleException error) when (members.Member >= 0 && error.AddStep("." + Info.Members[members.Member].MemberName))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public sealed override void Write(PickleValueWriter writer, T value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!typeof(T).IsValueType && value!.GetType() != _type)
        {
            WriteKnown(writer, value);
            return;
        }

        if (value is IPickleDumping hook)
        {
            hook.OnPickleDumping();
        }

        IReadOnlyDictionary<string, object?>? extension = Info.HasExtensionData ? GetExtensionData(value) : null;
        if (!writer.BeginMembers(Info, typeof(T).IsValueType ? null : value, extension?.Count ?? 0, out PickleMemberBatch batch))
        {
            return;
        }

        try
        {
            WriteMembers(writer, value, ref batch);
        }
        catch (PicklingException error) when (error.AddStep("." + Info.Members[Math.Max(0, batch.Index)].MemberName))
        {
            throw;
        }

        if (extension is not null)
        {
            writer.WriteExtension(extension, ref batch);
        }

        writer.EndMembers(ref batch);
    }

    /// <summary>
    /// Makes the object: steps through the members with <see cref="PickleValueReader.NextMember"/>, whose numbers are those of
    /// <see cref="PickleObjectInfo.Members"/>, and calls <see cref="PickleValueReader.Created{T}(in PickleMembers, T)"/> first where the
    /// object can be made before them.
    /// </summary>
    /// <param name="reader">Steps through the members.</param>
    /// <param name="members">The place among them.</param>
    protected abstract T ReadMembers(ref PickleValueReader reader, ref PickleMembers members);

    /// <summary>
    /// Writes each member in order: <see cref="PickleValueWriter.NextMember"/>, then its value.
    /// </summary>
    /// <param name="writer">Where they go.</param>
    /// <param name="value">The object.</param>
    /// <param name="members">The place among them.</param>
    protected abstract void WriteMembers(PickleValueWriter writer, T value, ref PickleMemberBatch members);

    /// <summary>What a load kept beyond the members, to be written back; null where there is none.</summary>
    /// <param name="value">The object.</param>
    protected virtual IReadOnlyDictionary<string, object?>? GetExtensionData(T value) => null;

    internal sealed override void Resolve(PickleContext context)
    {
        ResolveMembers(context);
        IEnumerable<Type> types = Info.KnownTypes
            .Concat(context.Mapping.Types.Where(static type => type != typeof(T) && type.IsAssignableTo(typeof(T))))
            .Distinct();
        _known = types.ToFrozenDictionary(static type => type, context.GetConverter);
    }

    /// <summary>Finds the converters of the members: called once, before the first read or write.</summary>
    /// <param name="context">Where they are found.</param>
    protected virtual void ResolveMembers(PickleContext context)
    {
    }

    bool IPickleObjectConverter.TryFind(PyGlobal type, [NotNullWhen(true)] out PickleConverter? converter)
    {
        foreach (PickleConverter known in _known.Values)
        {
            if (known is IPickleObjectConverter other)
            {
                if (other.Info.Takes(type))
                {
                    converter = known;
                    return true;
                }

                if (other.TryFind(type, out converter))
                {
                    return true;
                }
            }
        }

        converter = null;
        return false;
    }

    private T ReadKnown(ref PickleValueReader reader, PyGlobal? type)
    {
        if (type is not null && ((IPickleObjectConverter)this).TryFind(type, out PickleConverter? known))
        {
            return (T)known.ReadObject(ref reader)!;
        }

        if (type is not null && Info.Class is not null)
        {
            throw reader.Error($"the pickle holds an object of {type.FullName} where {TypeNames.Of(typeof(T))} is expected, which is {Info.Class.FullName}; name it in FormerNames or as a [PickleKnownType]");
        }

        throw reader.Mismatch(TypeNames.Of(typeof(T)));
    }

    private void WriteKnown(PickleValueWriter writer, T value)
    {
        Type type = value!.GetType();
        if (_known.TryGetValue(type, out PickleConverter? known))
        {
            known.WriteObject(writer, value);
            return;
        }

        foreach (PickleConverter other in _known.Values)
        {
            if (other.Type.IsAssignableFrom(type))
            {
                other.WriteObject(writer, value);
                return;
            }
        }

        string advice = Reflection.Refusals.IsOfFramework(typeof(T))
            ? $"write it as a type of its own, or give {TypeNames.Of(typeof(T))} a converter"
            : $"add [PickleKnownType(typeof({TypeNames.Of(type)}))]";
        throw new PicklingException($"{TypeNames.Of(type)} is no known type of {TypeNames.Of(typeof(T))}, so a load could not make it again; {advice}");
    }
}
