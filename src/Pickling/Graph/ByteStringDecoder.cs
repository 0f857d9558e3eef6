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
        Bytes,
        ByteString,
        Encoding,
    }

    private readonly Kind _kind;
    private readonly string _encodingName;
    private readonly string _errors;

    public ByteStringDecoder(string encoding, string errors)
    {
        _encodingName = encoding;
        _errors = errors;
        _kind = encoding.ToLowerInvariant() switch
        {
            "ascii" or "us-ascii" => Kind.Ascii,
            "bytes" => Kind.Bytes,
            "bytestring" => Kind.ByteString,
            _ => Kind.Encoding,
        };
    }

    public object Decode(ReadOnlySpan<byte> value)
    {
        switch (_kind)
        {
            case Kind.Bytes:
                return value.ToArray();
            case Kind.ByteString:
                return new PyByteString(value.ToArray());
            case Kind.Ascii when Ascii.IsValid(value):
                return Encoding.ASCII.GetString(value);
            default:
                return Text(value);
        }
    }

    private string Text(ReadOnlySpan<byte> value)
    {
        Encoding encoding;
        try
        {
            encoding = Encoding.GetEncoding(_encodingName.ToLowerInvariant() switch
            {
                "latin1" or "latin-1" or "latin_1" => "iso-8859-1",
                "utf8" or "utf_8" => "utf-8",
                _ => _encodingName,
            }, EncoderFallback.ExceptionFallback, FallbackOf(_errors));
        }
        catch (ArgumentException error)
        {
            throw new PickleException($"PickleOptions.Encoding '{_encodingName}' is not an encoding known here", error);
        }

        try
        {
            return encoding.GetString(value);
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

    private static DecoderFallback FallbackOf(string errors) => errors switch
    {
        "strict" => DecoderFallback.ExceptionFallback,
        "replace" => DecoderFallback.ReplacementFallback,
        "ignore" => new DecoderReplacementFallback(""),
        "surrogateescape" => new EscapingFallback(static value => ((char)(0xdc00 + value)).ToString(), 1),
        "backslashreplace" => new EscapingFallback(static value => $"\\x{value.ToString("x2", CultureInfo.InvariantCulture)}", 4),
        _ => throw new PickleException(
            $"PickleOptions.Errors '{errors}' is not one of strict, ignore, replace, surrogateescape, backslashreplace"),
    };

    // Replaces each byte that cannot be decoded by a text of its own.
    private sealed class EscapingFallback(Func<byte, string> escape, int charsAByte) : DecoderFallback
    {
        public override int MaxCharCount => 16 * charsAByte;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(escape);

        private sealed class Buffer(Func<byte, string> escape) : DecoderFallbackBuffer
        {
            private string _text = "";
            private int _next;

            public override int Remaining => _text.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _text = string.Concat(bytesUnknown.Select(escape));
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
