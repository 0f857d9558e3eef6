using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>
/// ipaddress: <c>IPv4Address(int)</c>; <c>IPv6Address(int)</c>, since 3.11 its text; networks and interfaces by text.
/// </summary>
internal static class AddressForms
{
    internal static PyObject MakeAddress(IPAddress address, int python)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return Make("IPv4Address", BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()));
        return python >= 311
            ? Make("IPv6Address", PythonText(address, python))
            : Make("IPv6Address", new BigInteger(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true));
    }

    internal static PyObject MakeNetwork(IPNetwork network, int python) => Make(
        network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? "IPv4Network" : "IPv6Network",
        string.Create(CultureInfo.InvariantCulture, $"{PythonText(network.BaseAddress, python)}/{network.PrefixLength}"));

    internal static PyObject MakeInterface(IPAddress address, int prefixLength, int python)
    {
        int bits = 8 * address.GetAddressBytes().Length;
        if (prefixLength < 0 || prefixLength > bits)
            throw new ArgumentOutOfRangeException(nameof(prefixLength), prefixLength, $"The prefix of such an address has 0 to {bits} bits.");
        return Make(
            address.AddressFamily == AddressFamily.InterNetwork ? "IPv4Interface" : "IPv6Interface",
            string.Create(CultureInfo.InvariantCulture, $"{PythonText(address, python)}/{prefixLength}"));
    }

    internal static bool TryReadText(object? value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Arguments.Count != 1)
            return false;
        object? argument = form.Arguments[0];
        switch (form.Name)
        {
            case "ipaddress.IPv4Address" when argument is long and >= 0 and <= uint.MaxValue:
                byte[] four = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(four, (uint)(long)argument);
                text = new IPAddress(four).ToString();
                return true;
            case "ipaddress.IPv6Address" when argument is long or BigInteger:
                BigInteger number = argument is long small ? small : (BigInteger)argument;
                if (number.Sign < 0 || number.GetBitLength() > 128)
                    return false;
                byte[] sixteen = new byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(sixteen, (UInt128)number);
                text = PythonText(new IPAddress(sixteen), PythonAge.Newest);
                return true;
            case "ipaddress.IPv4Address" or "ipaddress.IPv6Address" or "ipaddress.IPv4Network" or "ipaddress.IPv6Network"
                or "ipaddress.IPv4Interface" or "ipaddress.IPv6Interface":
                return StandardText.TryRead(argument, out text);
            default:
                return false;
        }
    }

    internal static bool TryRead(object? value, [NotNullWhen(true)] out IPAddress? address, ref string? problem)
    {
        address = null;
        if (!TryReadText(value, out string? text))
            return false;
        if (text.Contains('/', StringComparison.Ordinal))
        {
            problem = $"{text} is a network or interface, not an address; ask for IPNetwork or string";
            return false;
        }

        // A zone by name, such as eth0, is a number only on the machine that has it.
        int zone = text.IndexOf('%', StringComparison.Ordinal);
        if (zone >= 0 && !uint.TryParse(text.AsSpan(zone + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            problem = $"{text} names its zone, and IPAddress holds a number; ask for string";
            return false;
        }

        if (IPAddress.TryParse(text, out address))
            return true;
        problem = $"{PythonFormatter.Format(text, PythonFormatter.DebuggerCharsMax)} is no IP address";
        return false;
    }

    internal static bool TryRead(object? value, out IPNetwork network, ref string? problem)
    {
        network = default;
        if (!TryReadText(value, out string? text))
            return false;
        // Parsing may cut off the bits behind the prefix, which an interface has.
        string[] parts = text.Split('/');
        if (IPNetwork.TryParse(text, out network) && parts.Length == 2 && IPAddress.TryParse(parts[0], out IPAddress? first) && first.Equals(network.BaseAddress))
            return true;
        problem = $"{PythonFormatter.Format(text, PythonFormatter.DebuggerCharsMax)} is no network, whose bits behind the prefix are 0; ask for string";
        return false;
    }

    private static PyObject Make(string type, object argument) =>
        new(StandardClasses.OfPython(StandardClasses.Fresh("ipaddress"), type), PyTuple.Create(argument), PyConstruction.Reduce);

    // Python writes dotted decimals only for mapped addresses, and that from 3.13 on; .NET writes more of them.
    private static string PythonText(IPAddress address, int python)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork || (address.IsIPv4MappedToIPv6 && python >= 313))
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        string[] groups = new string[8];
        for (int i = 0; i < groups.Length; i++)
            groups[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]).ToString("x", CultureInfo.InvariantCulture);
        (int start, int length) = LongestZeros(groups);
        string text = length < 2
            ? string.Join(':', groups)
            : string.Join(':', groups[..start]) + "::" + string.Join(':', groups[(start + length)..]);
        return address.ScopeId == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}%{address.ScopeId}");
    }

    private static (int Start, int Length) LongestZeros(string[] groups)
    {
        (int bestStart, int bestLength) = (0, 0);
        for (int start = 0; start < groups.Length; start++)
        {
            int length = 0;
            while (start + length < groups.Length && groups[start + length] == "0")
                length++;
            if (length > bestLength)
                (bestStart, bestLength) = (start, length);
        }

        return (bestStart, bestLength);
    }
}
