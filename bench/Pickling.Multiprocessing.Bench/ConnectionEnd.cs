using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pickling.Model;

namespace Pickling.Multiprocessing.Bench;

/// <summary>One end of a pair, as connection_bench.py is: the same messages over the same kinds of sockets.</summary>
internal static class ConnectionEnd
{
    private const int ArrayBytes = 1 << 20;

    private static readonly byte[] Key = "bench"u8.ToArray();

    public static void Serve(string address, PickleListenerOptions options)
    {
        using var listener = new PickleListener(Address(address), options with { AuthenticationKey = Key });
        Console.WriteLine(listener.Address is IPEndPoint ip ? ip.Port.ToString(CultureInfo.InvariantCulture) : address);
        using PickleConnection connection = listener.Accept();
        try
        {
            while (true)
            {
                var (kind, count) = connection.Receive<(string, long)>();
                for (long index = 0; index < count; index++)
                {
                    object? value = connection.Receive();
                    if (kind == "trips")
                    {
                        connection.Send(value);
                    }
                }

                if (kind != "trips")
                {
                    connection.Send("done");
                }
            }
        }
        catch (EndOfStreamException)
        {
            // The driver is done.
        }
    }

    public static void Drive(string address, PickleConnectionOptions options)
    {
        using PickleConnection connection = PickleClient.Connect(Address(address), options with { AuthenticationKey = Key });
        while (Console.ReadLine()?.Split() is [string kind, string count])
        {
            Console.WriteLine(Run(connection, kind, int.Parse(count, CultureInfo.InvariantCulture)).TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static TimeSpan Run(PickleConnection connection, string kind, int count)
    {
        object value = kind switch
        {
            "trips" => PyTuple.Create("job", 17, new PyDict { ["ratio"] = 1.5, ["name"] = "a small object", ["parts"] = PyList.Create(1, 2, 3) }),
            "bytes" => new byte[ArrayBytes],
            _ => PyList.FromDoubles([.. Enumerable.Range(0, ArrayBytes / sizeof(double)).Select(static index => index * 0.5)]),
        };
        connection.Send(PyTuple.Create(kind, count));
        long start = Stopwatch.GetTimestamp();
        for (int index = 0; index < count; index++)
        {
            connection.Send(value);
            if (kind == "trips")
            {
                connection.Receive();
            }
        }

        if (kind != "trips")
        {
            connection.Receive();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static EndPoint Address(string address) => int.TryParse(address, CultureInfo.InvariantCulture, out int port)
        ? new IPEndPoint(IPAddress.Loopback, port)
        : new UnixDomainSocketEndPoint(address);
}
