using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Which objects of a typed dump have a memo entry, and which are being written but get theirs after their items.</summary>
internal sealed class TypedMemo
{
    /// <summary>The entries, which the writer of natural values goes on with.</summary>
    public ObjectMemo Entries;

    private readonly PickleEmitter _emitter;

    // Written with their items first, and not done: only a cycle meets them again.
    private HashSet<object>? _unfinished;

    public TypedMemo(PickleEmitter emitter, bool isForgetful)
    {
        _emitter = emitter;
        Entries = isForgetful ? ObjectMemo.Forgetful() : new ObjectMemo();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Str(string text) => _emitter.Str(ref Entries, text);

    // Gives the identity its memo index; or writes a reference when it has one.
    public bool TryTake(object? identity, out int index)
    {
        if (identity is null)
        {
            index = Entries.Count;
            Entries.AddUnreachable();
            return true;
        }

        if (Entries.TryAdd(identity, out index))
        {
            return true;
        }

        _emitter.Get(index);
        return false;
    }

    public void MemoizeNothing()
    {
        _emitter.Memoize(Entries.Count);
        Entries.AddUnreachable();
    }

    public bool TryBeginLate(object? identity)
    {
        if (identity is null)
        {
            return true;
        }

        int index = Entries.Find(identity);
        if (index >= 0)
        {
            _emitter.Get(index);
            return false;
        }

        return (_unfinished ??= new HashSet<object>(ReferenceEqualityComparer.Instance)).Add(identity)
            ? true
            : throw new PicklingException($"the {TypeNames.Of(identity.GetType())} holds itself, but its Python form needs its items first");
    }

    public void EndLate(object? identity)
    {
        if (identity is null)
        {
            MemoizeNothing();
            return;
        }

        _unfinished!.Remove(identity);
        Entries.TryAdd(identity, out int index);
        _emitter.Memoize(index);
    }
}
