using System.Buffers;
using System.Globalization;
using System.Text;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>What becomes of a Python 2 <c>str</c>: text in the encoding asked for, or bytes.</summary>
internal sealed class ByteStringDecoder
{
    private enum Kind
    {
        Ascii,
        Latin1,
        Utf8,
        Bytes,
        ByteString,
        Other,
    }

    private readonly Kind _kind;
    private readonly string _encodingName;
    private readonly string _errors;

    // Made when the first text needs it: Python too complains of an unknown codec only then.
    private Encoding? _encoding;

    public ByteStringDecoder(string encoding, string errors)
    {
        _encodingName = encoding;
        _errors = errors;
        _kind = encoding.ToLowerInvariant().Replace('_', '-') switch
        {
            "ascii" or "us-ascii" => Kind.Ascii,
            "latin1" or "latin-1" or "iso-8859-1" or "iso8859-1" or "l1" => Kind.Latin1,
            "utf8" or "utf-8" => Kind.Utf8,
            "bytes" => Kind.Bytes,
            "bytestring" => Kind.ByteString,
            _ => Kind.Other,
        };
    }

    /// <summary>Whether an encoding's name asks for Python 2's str as it is.</summary>
    public static bool KeepsByteStrings(string encoding) => encoding.Equals("bytestring", StringComparison.OrdinalIgnoreCase);

    public object Decode(ReadOnlySpan<byte> value) => _kind switch
    {
        Kind.Bytes => value.ToArray(),
        Kind.ByteString => new PyByteString(value.ToArray()),
        Kind.Latin1 => Encoding.Latin1.GetString(value),
        Kind.Ascii or Kind.Utf8 when Ascii.IsValid(value) => Encoding.ASCII.GetString(value),
        Kind.Ascii or Kind.Utf8 when _errors == "surrogateescape" => SurrogateEscape(value),
        _ => Text(value),
    };

    private string Text(ReadOnlySpan<byte> value)
    {
        _encoding ??= EncodingOf();
        try
        {
            return _encoding.GetString(value);
        }
        catch (DecoderFallbackException error)
        {
            byte wrong = error.BytesUnknown is [byte first, ..] ? first : (byte)0;
            throw new PickleException(
                $"a Python 2 str holds byte 0x{wrong:x2} at {error.Index}, which is not {_encodingName}; "
                + "set PickleOptions.Encoding to 'latin1', 'utf-8', 'bytes' or 'bytestring'",
                error);
        }
    }

    private Encoding EncodingOf()
    {
        DecoderFallback fallback = FallbackOf(_errors);
        string name = _kind switch
        {
            Kind.Ascii => "us-ascii",
            Kind.Utf8 => "utf-8",
            _ => DotNetName(_encodingName.ToLowerInvariant().Replace('_', '-')),
        };
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, fallback);
        }
        catch (ArgumentException error)
        {
            throw new PickleException(
                $"PickleOptions.Encoding '{_encodingName}' is not an encoding known here; "
                + "Encoding.RegisterProvider(CodePagesEncodingProvider.Instance) adds code pages",
                error);
        }
    }

    // What Python and .NET call differently.
    private static string DotNetName(string name) =>
        name.StartsWith("cp125", StringComparison.Ordinal) ? "windows-" + name[2..]
        : name.StartsWith("iso8859-", StringComparison.Ordinal) ? "iso-" + name[3..]
        : name.StartsWith("utf-16-", StringComparison.Ordinal) || name.StartsWith("utf-32-", StringComparison.Ordinal) ? name.Remove(6, 1)
        : name;

    private DecoderFallback FallbackOf(string errors) => errors switch
    {
        "strict" => DecoderFallback.ExceptionFallback,
        "replace" => new DecoderReplacementFallback("\ufffd"),
        "ignore" => new DecoderReplacementFallback(""),
        "backslashreplace" => new BackslashFallback(),

        // .NET's decoders take no lone surrogates from a fallback; ASCII and UTF-8 have been dealt with.
        "surrogateescape" => throw new PickleException(
            $"PickleOptions.Errors 'surrogateescape' goes with the encodings ASCII, latin1 and utf-8, not with {_encodingName}"),
        _ => throw new PickleException(
            $"PickleOptions.Errors '{errors}' is not one of strict, ignore, replace, surrogateescape, backslashreplace"),
    };

    // Each byte that is no text becomes a lone surrogate, from which Python can make the byte again.
    private string SurrogateEscape(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder(value.Length);
        Span<char> chars = stackalloc char[2];
        while (!value.IsEmpty)
        {
            int used = 1;
            if (value[0] < 0x80)
            {
                text.Append((char)value[0]);
            }
            else if (_kind == Kind.Utf8 && Rune.DecodeFromUtf8(value, out Rune rune, out used) == OperationStatus.Done)
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                foreach (byte wrong in value[..used])
                {
                    text.Append((char)(0xdc00 + wrong));
                }
            }

            value = value[used..];
        }

        return text.ToString();
    }

    // Replaces each byte that cannot be decoded by its escape.
    private sealed class BackslashFallback : DecoderFallback
    {
        // More bytes at once than any decoder gives up on.
        public override int MaxCharCount => 16 * @"\xff".Length;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private string _text = "";
            private int _next;

            public override int Remaining => _text.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _text = string.Concat(bytesUnknown.Select(value => $"\\x{value.ToString("x2", CultureInfo.InvariantCulture)}"));
                _next = 0;
                return _text.Length > 0;
            }

            public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }

                _next--;
                return true;
            }

            public override void Reset()
            {
                _text = "";
                _next = 0;
            }
        }
    }
}
