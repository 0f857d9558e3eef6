namespace Pickling.Tests.Corpus;

/// <summary>Makes broken pickles out of good ones.</summary>
public static class Mutation
{
    private static readonly byte[] Interesting = [.. "(.012FIJKLMNPQRSTUVXabcdeghijlopqrstu})]BCG"u8, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
        0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0, 1, 2, 0x7f, 0xff, (byte)'\n'];

    /// <summary>A copy with one to four changes: bytes replaced, inserted, removed, copied about, or cut off.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        List<byte> result = [.. bytes];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(result.Count + 1);
            switch (random.Next(7))
            {
                case 0 when at < result.Count:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1 or 2 when at < result.Count:
                    result[at] = Pick(random);
                    break;
                case 3:
                    result.Insert(at, Pick(random));
                    break;
                case 4 when at < result.Count:
                    result.RemoveRange(at, Math.Min(random.Next(1, 9), result.Count - at));
                    break;
                case 5:
                    int from = random.Next(result.Count + 1);
                    result.InsertRange(at, result.GetRange(from, Math.Min(random.Next(1, 20), result.Count - from)));
                    break;
                case 6 when at < result.Count:
                    result[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. result];
    }

    private static byte Pick(Random random) => Interesting[random.Next(Interesting.Length)];
}
