using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Machine;

/// <summary>Integers and floats as opcodes: the part of <see cref="PickleEmitter"/> for numbers.</summary>
internal readonly struct NumberEmitter
{
    private readonly PickleWriter _writer;
    private readonly int _protocol;
    private readonly bool _longInProtocol0;
    private readonly bool _has64BitIntegers;
    private readonly bool _floatsHave17Digits;
    private readonly int _integerDigitsMax;

    public NumberEmitter(PickleWriter writer, int protocol, PickleOptions options)
    {
        _writer = writer;
        _protocol = protocol;
        _longInProtocol0 = options.Profile.IntegersOfProtocol0AreLong;
        _has64BitIntegers = options.Profile.TypesArePython2;
        _floatsHave17Digits = options.Profile.FloatsHave17Digits;
        _integerDigitsMax = options.Limits.IntegerDigitsMax;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int(long value)
    {
        if (_protocol == 0 || value != (int)value)
        {
            IntSlow(value);
        }
        else if ((ulong)value < 256)
        {
            _writer.Byte(Opcode.BinInt1, (byte)value);
        }
        else if ((ulong)value < 65536)
        {
            _writer.UInt16(Opcode.BinInt2, (ushort)value);
        }
        else
        {
            _writer.Int32(Opcode.BinInt, (int)value);
        }
    }

    public void BigInt(BigInteger value)
    {
        if (!_has64BitIntegers && value >= long.MinValue && value <= long.MaxValue)
        {
            Int((long)value);
        }
        else if (_protocol >= 2)
        {
            LongBytes(value);
        }
        else
        {
            CheckDigits(value);
            _writer.Line(Opcode.Long, value.ToString(CultureInfo.InvariantCulture) + "L");
        }
    }

    public void Float(double value)
    {
        if (_protocol >= 1)
        {
            _writer.Double(Opcode.BinFloat, value);
        }
        else
        {
            _writer.Line(Opcode.Float, _floatsHave17Digits ? PythonFloat.Of17Digits(value) : PythonRepr.Float(value));
        }
    }

    private void IntSlow(long value)
    {
        if (_has64BitIntegers && value != (int)value)
        {
            _writer.Line(Opcode.Int, value.ToString(CultureInfo.InvariantCulture));
        }
        else if (_protocol >= 2)
        {
            LongBytes(value);
        }
        else if (value != (int)value || (_longInProtocol0 && _protocol == 0))
        {
            _writer.Line(Opcode.Long, value.ToString(CultureInfo.InvariantCulture) + "L");
        }
        else if (_protocol == 0)
        {
            _writer.Line(Opcode.Int, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            _writer.Int32(Opcode.BinInt, (int)value);
        }
    }

    private void LongBytes(BigInteger value)
    {
        int bytes = value.IsZero ? 0 : value.GetByteCount();
        if (bytes < 256)
        {
            _writer.Byte(Opcode.Long1, (byte)bytes);
        }
        else
        {
            _writer.Int32(Opcode.Long4, bytes);
        }

        if (bytes > 0)
        {
            value.TryWriteBytes(_writer.Room(bytes), out int written);
            _writer.Advance(written);
        }
    }

    private void CheckDigits(BigInteger value)
    {
        // CPython bounds text integers (sys.int_max_str_digits), since converting them takes quadratic time.
        double digits = value.GetBitLength() * Math.Log10(2);
        if (digits > _integerDigitsMax + 1.0 || (digits > _integerDigitsMax - 1.0
            && BigInteger.Abs(value) >= BigInteger.Pow(10, _integerDigitsMax)))
        {
            throw new PicklingException(
                $"an integer of more than {_integerDigitsMax} digits is not written as text; use protocol 2 or higher");
        }
    }
}
