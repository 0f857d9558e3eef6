namespace Pickling.Tools;

// Bytes of a pickle that others take the place of. With a length of 0, they are inserted.
internal readonly record struct PickleEdit(int Offset, int Length, byte[] Bytes)
{
    internal int Growth => Bytes.Length - Length;
}
