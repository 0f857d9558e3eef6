namespace Pickling.Graph;

/// <summary>
/// Below protocol 5 a bytearray is written as a call on its bytes. Of a single byte CPython from 3.15 on has one object,
/// so that bytes of the data with this value share its memo entry.
/// </summary>
/// <remarks>As with <see cref="InternedTexts"/>, bytes of the data are united only with such a call.</remarks>
internal sealed class SingleBytes
{
    private readonly Dictionary<byte, (byte[] Bytes, bool IsOfCall)> _entries = [];

    /// <summary>Bytes of the data, as the object to write.</summary>
    public byte[] OfData(byte[] bytes)
    {
        if (bytes.Length != 1)
        {
            return bytes;
        }

        if (_entries.TryGetValue(bytes[0], out (byte[] Bytes, bool IsOfCall) entry))
        {
            return entry.IsOfCall ? entry.Bytes : bytes;
        }

        _entries.Add(bytes[0], (bytes, IsOfCall: false));
        return bytes;
    }

    /// <summary>The bytes of a bytearray, as the object to write.</summary>
    public byte[] OfCall(byte[] bytes)
    {
        if (bytes.Length != 1)
        {
            return bytes;
        }

        byte[] one = _entries.TryGetValue(bytes[0], out (byte[] Bytes, bool IsOfCall) entry) ? entry.Bytes : bytes;
        _entries[bytes[0]] = (one, IsOfCall: true);
        return one;
    }
}
