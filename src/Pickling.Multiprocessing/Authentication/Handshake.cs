using System.Security.Cryptography;

namespace Pickling.Multiprocessing.Authentication;

/// <summary>Both ends prove to each other that they have the key, before anything else is read.</summary>
/// <remarks>
/// multiprocessing.connection, "Authentication Handshake Protocol Description": the listener challenges first, then the
/// client. Up to CPython 3.11 a challenge is 20 bytes and the answer their HMAC-MD5; from 3.12 on a challenge names its
/// digest in braces, and the answer is the named digest's MAC over the whole challenge, behind the same name. An older
/// peer takes such a challenge whole and answers with 16 bytes of HMAC-MD5. No message of the handshake has more than 256
/// bytes; longer ones are refused by their length.
/// </remarks>
internal static class Handshake
{
    private const int MessageBytesMax = 256;
    private const int RandomBytes = 40;
    private const int LegacyChallengeBytes = 20;

    /// <summary>What the first message of one who wants a key begins with.</summary>
    public static ReadOnlySpan<byte> Challenge => "#CHALLENGE#"u8;

    private static ReadOnlySpan<byte> Welcome => "#WELCOME#"u8;

    private static ReadOnlySpan<byte> Failure => "#FAILURE#"u8;

    /// <summary>Asks the peer for its proof: <c>deliver_challenge</c>.</summary>
    public static async ValueTask DeliverAsync(PickleConnection connection, byte[] key, bool isAsync, CancellationToken cancellationToken)
    {
        PickleConnectionOptions options = connection.Options;
        byte[] challenge = NewChallenge(options.Digest);
        await connection.SendBytesAsync((byte[])[.. Challenge, .. challenge], isAsync, cancellationToken).ConfigureAwait(false);
        byte[] answer = await ReceiveAsync(connection, isAsync, cancellationToken).ConfigureAwait(false);
        if (Refusal(key, challenge, answer, options.AcceptMd5) is string reason)
        {
            await connection.SendBytesAsync(Failure.ToArray(), isAsync, cancellationToken).ConfigureAwait(false);
            throw new PickleAuthenticationException(reason);
        }

        await connection.SendBytesAsync(Welcome.ToArray(), isAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the peer the proof that it asks for: <c>answer_challenge</c>.</summary>
    public static async ValueTask AnswerAsync(PickleConnection connection, byte[] key, bool isAsync, CancellationToken cancellationToken)
    {
        byte[] message = await ReceiveAsync(connection, isAsync, cancellationToken).ConfigureAwait(false);
        if (!message.AsSpan().StartsWith(Challenge))
        {
            throw new PickleAuthenticationException("The peer asks for no proof: it has no key, or is no listener of multiprocessing.");
        }

        byte[] answer = Answer(key, message[Challenge.Length..], connection.Options.AcceptMd5);
        await connection.SendBytesAsync(answer, isAsync, cancellationToken).ConfigureAwait(false);
        connection.AcknowledgeAtOnce();
        byte[] verdict = await ReceiveAsync(connection, isAsync, cancellationToken).ConfigureAwait(false);
        if (!verdict.AsSpan().SequenceEqual(Welcome))
        {
            throw new PickleAuthenticationException("The peer did not accept the proof: it has another key.");
        }
    }

    /// <summary>The answer to a challenge.</summary>
    internal static byte[] Answer(byte[] key, byte[] challenge, bool acceptMd5)
    {
        if (challenge.Length < LegacyChallengeBytes)
        {
            throw new PickleAuthenticationException($"The peer's challenge has {challenge.Length} bytes; it needs at least {LegacyChallengeBytes}.");
        }

        bool isLegacy = challenge.Length == LegacyChallengeBytes;
        ChallengeDigest digest = (isLegacy ? ChallengeDigest.Md5 : ChallengeDigest.NamedBy(challenge))
            ?? throw new PickleAuthenticationException("The peer's challenge names no digest that is known here.");
        if (digest == ChallengeDigest.Md5 && !acceptMd5)
        {
            throw new PickleAuthenticationException("The peer asks for HMAC-MD5, which AcceptMd5 = false refuses.");
        }

        if (!digest.IsSupported())
        {
            throw new PickleAuthenticationException($"The peer asks for {digest.Name}, which this system does not have.");
        }

        byte[] mac = digest.Mac(key, challenge);
        return isLegacy ? mac : [.. digest.Prefix, .. mac];
    }

    /// <summary>Why an answer does not prove that the peer has the key; null when it does.</summary>
    internal static string? Refusal(byte[] key, byte[] challenge, byte[] answer, bool acceptMd5)
    {
        bool isLegacy = answer.Length == ChallengeDigest.Md5.MacBytes;
        ChallengeDigest? digest = isLegacy ? ChallengeDigest.Md5 : ChallengeDigest.NamedBy(answer);
        if (digest is null)
        {
            return "The peer's answer names no digest that is known here.";
        }

        if (digest == ChallengeDigest.Md5 && !acceptMd5)
        {
            return "The peer answered with HMAC-MD5, which AcceptMd5 = false refuses.";
        }

        if (!digest.IsSupported())
        {
            return $"The peer answered with {digest.Name}, which this system does not have.";
        }

        ReadOnlySpan<byte> mac = isLegacy ? answer : answer.AsSpan(digest.Prefix.Length);
        return CryptographicOperations.FixedTimeEquals(mac, digest.Mac(key, challenge)) ? null : "The peer has another key.";
    }

    private static byte[] NewChallenge(PickleDigest digest)
    {
        if (digest == PickleDigest.Legacy)
        {
            return RandomNumberGenerator.GetBytes(LegacyChallengeBytes);
        }

        ChallengeDigest chosen = ChallengeDigest.Of(digest);
        return chosen.IsSupported()
            ? [.. chosen.Prefix, .. RandomNumberGenerator.GetBytes(RandomBytes)]
            : throw new PickleAuthenticationException($"The options ask for {chosen.Name}, which this system does not have.");
    }

    private static async ValueTask<byte[]> ReceiveAsync(PickleConnection connection, bool isAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReceiveBytesAsync(MessageBytesMax, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException error)
        {
            throw new PickleAuthenticationException("The peer closed the connection in the middle of the handshake.", error);
        }
    }
}
