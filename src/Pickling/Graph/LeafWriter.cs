using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Writes the values that have no parts but a memo entry: texts, bytes and buffers.</summary>
/// <param name="emitter">Writes the opcodes.</param>
/// <param name="options">Say where buffers go.</param>
/// <param name="interned">The strings of which CPython has one object.</param>
/// <param name="references">There in the profile that gives memo entries only to what has a second reference.</param>
internal sealed class LeafWriter(PickleEmitter emitter, PickleOptions options, InternedTexts interned, ReferenceCounts? references)
{
    /// <summary>A str, which most of a pickle is.</summary>
    public void Str(ref ObjectMemo memo, string text)
    {
        if (references is not null)
        {
            Leaf(ref memo, text);
            return;
        }

        if (interned.MayHold(text))
        {
            text = interned.OfData(text);
        }

        emitter.Str(ref memo, text);
    }

    /// <summary>Any text or bytes that the protocol has an opcode for, or a GET.</summary>
    public void Leaf(ref ObjectMemo memo, object leaf)
    {
        int index = memo.Find(leaf);
        if (index >= 0)
        {
            emitter.Get(index);
            return;
        }

        switch (leaf)
        {
            case string text:
                emitter.Str(text);
                break;
            case PySurrogateString text:
                emitter.Str(text.ToUtf8(), text.Parts);
                break;
            case PyByteString bytes:
                emitter.ByteString(bytes.AsMemory());
                break;
            case PyByteArray bytes:
                emitter.ByteArray(bytes.AsMemory());
                break;
            case byte[] bytes when emitter.TypesArePython2:
                emitter.ByteString(bytes);
                break;
            default:
                emitter.Bytes((byte[])leaf);
                break;
        }

        if (HasEntry(leaf))
        {
            memo.TryAdd(leaf, out index);
            emitter.Memoize(index);
        }
    }

    /// <summary>Whether a value gets a memo entry that does not get one in any case.</summary>
    public bool HasEntry(object value) => references is null || references.IsShared(value);

    /// <summary>A buffer, in the pickle or out of band as the caller says; the latter has no memo entry.</summary>
    public void Buffer(ref ObjectMemo memo, PickleBuffer buffer)
    {
        if (emitter.Protocol < 5)
        {
            throw new PicklingException("a PickleBuffer needs protocol 5");
        }

        int index = memo.Find(buffer);
        if (index >= 0)
        {
            emitter.Get(index);
        }
        else if (options.BufferCallback is { } callback && !callback(buffer))
        {
            emitter.NextBuffer(buffer.IsReadOnly);
        }
        else
        {
            memo.TryAdd(buffer, out index);
            if (buffer.IsReadOnly)
            {
                emitter.Bytes(buffer.ReadOnlyMemory);
            }
            else
            {
                emitter.ByteArray(buffer.ReadOnlyMemory);
            }

            emitter.Memoize(index);
        }
    }
}
