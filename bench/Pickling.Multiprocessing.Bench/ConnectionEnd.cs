using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pickling.Model;

namespace Pickling.Multiprocessing.Bench;

/// <summary>One end of a pair, as connection_bench.py is: the same messages over the same kinds of sockets.</summary>
internal static class ConnectionEnd
{
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
                Workload workload = Find(kind);
                for (long index = 0; index < count; index++)
                {
                    workload.Receive(connection);
                }

                if (kind != Workload.Trips)
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
        object value = Find(kind).Make();
        connection.Send(PyTuple.Create(kind, count));
        long start = Stopwatch.GetTimestamp();
        for (int index = 0; index < count; index++)
        {
            if (kind == Workload.Buffer)
            {
                connection.SendBytes((byte[])value);
                continue;
            }

            connection.Send(value);
            if (kind == Workload.Trips)
            {
                connection.Receive();
            }
        }

        if (kind != Workload.Trips)
        {
            connection.Receive();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static Workload Find(string kind) => Workload.All.Single(workload => workload.Kind == kind);

    private static EndPoint Address(string address) => int.TryParse(address, CultureInfo.InvariantCulture, out int port)
        ? new IPEndPoint(IPAddress.Loopback, port)
        : new UnixDomainSocketEndPoint(address);
}
