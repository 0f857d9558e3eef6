using System.Text;
using Pickling.Multiprocessing.Authentication;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>The handshake's messages, with answers that CPython 3.13 computed (<c>_create_response</c>).</summary>
public sealed class HandshakeTests
{
    private static readonly byte[] Key = "secret"u8.ToArray();

    // python3.13 -c "from multiprocessing.connection import _create_response as r; print(r(b'secret', MESSAGE).hex())"
    [Theory]
    [InlineData("01234567890123456789", "de61a9de5e6f82b81cfa00ca66947d3c")]
    [InlineData("{md5}0123456789012345678901234567890123456789", "7b6d64357d9396d628fdf9cae2bf8b88cf6f1bbcd5")]
    [InlineData("{sha256}0123456789012345678901234567890123456789", "7b7368613235367d57221c32cd0aa3e90893e11ffda2be7449c1517591a532039a0a1ee16b4b0f5b")]
    [InlineData("{sha384}0123456789012345678901234567890123456789", "7b7368613338347d1e7d029fae01a1d7c762edcde3d115fc55f5ffefab39e22c54b8754d0b67f6e4361b3aade018c289eed24e090a1aefb5")]
    [InlineData("{sha3_256}0123456789012345678901234567890123456789", "7b736861335f3235367dfd13611a8ee8adde453fd47fb750858b8ca41bc5ab614948ef82c84030ee7dfc")]
    [InlineData("{sha3_384}0123456789012345678901234567890123456789", "7b736861335f3338347d5c5ad33f873e0f7606e9b812a96d3cd02d10b651bf56a783524f5fd9a79ce1772f1a446e2296ec3210833e5e96189631")]
    public void Answers_as_CPython(string challenge, string expected)
    {
        byte[] answer = Handshake.Answer(Key, Encoding.ASCII.GetBytes(challenge), acceptMd5: true);

        Assert.Equal(expected, Convert.ToHexStringLower(answer));
        Assert.Null(Handshake.Refusal(Key, Encoding.ASCII.GetBytes(challenge), answer, acceptMd5: true));
        Assert.NotNull(Handshake.Refusal("other"u8.ToArray(), Encoding.ASCII.GetBytes(challenge), answer, acceptMd5: true));
    }

    [Fact]
    public void An_old_peer_answers_a_new_challenge_with_md5_over_all_of_it()
    {
        byte[] challenge = "{sha256}0123456789012345678901234567890123456789"u8.ToArray();
        byte[] answer = ChallengeDigest.Md5.Mac(Key, challenge);

        Assert.Null(Handshake.Refusal(Key, challenge, answer, acceptMd5: true));
        Assert.NotNull(Handshake.Refusal(Key, challenge, answer, acceptMd5: false));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("{sha1}0123456789012345678901234567890123456789")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("{sha256")]
    public void Other_challenges_are_refused(string challenge) =>
        Assert.Throws<PickleAuthenticationException>(() => Handshake.Answer(Key, Encoding.ASCII.GetBytes(challenge), acceptMd5: true));

    [Theory]
    [InlineData("")]
    [InlineData("{sha256}")]
    [InlineData("{sha256}tooshort")]
    [InlineData("{sha1}01234567890123456789")]
    [InlineData("0123456789012345")]
    public void Other_answers_are_refused(string answer) =>
        Assert.NotNull(Handshake.Refusal(Key, "{sha256}0123456789012345678901234567890123456789"u8.ToArray(), Encoding.ASCII.GetBytes(answer), acceptMd5: true));

    [Fact]
    public void Md5_is_not_given_where_it_is_not_accepted() =>
        Assert.Throws<PickleAuthenticationException>(() => Handshake.Answer(Key, "01234567890123456789"u8.ToArray(), acceptMd5: false));
}
