using Pickling.Model;

namespace Pickling.Multiprocessing.Bench;

/// <summary>One row: what goes over the connection, and how a program takes it. connection_bench.py does the same.</summary>
/// <param name="Kind">Its name between the driver and the server.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="Count">How many messages are one measurement.</param>
/// <param name="Make">Makes the message.</param>
/// <param name="Receive">Takes it, in the way that is natural for it.</param>
internal sealed record Workload(string Kind, string Title, int Count, Func<object> Make, Action<PickleConnection> Receive)
{
    public const int ArrayBytes = 1 << 20;

    /// <summary>A round trip of a small object; everything else is a megabyte, one way.</summary>
    public const string Trips = "trips";

    /// <summary>Bytes without a pickle around them, into memory that the receiver uses again.</summary>
    public const string Buffer = "buffer";

    public static IReadOnlyList<Workload> All { get; } =
    [
        new(Trips, "round trips of a small object", 4_000, MakeSmall, static connection => connection.Send(connection.Receive())),
        new(Buffer, "1 MB by `recv_bytes_into`", 100, static () => new byte[ArrayBytes], ReceiveIntoBuffer()),
        new("bytes", "1 MB of `bytes`", 100, static () => new byte[ArrayBytes], static connection => connection.Receive()),
        new("bytearray", "1 MB in a `bytearray`", 100, static () => new PyByteArray(new byte[ArrayBytes]), static connection => connection.Receive()),
        new("array", "1 MB in an `array.array('d')`", 100, static () => PythonLibrary.Array('d', PyList.FromDoubles(Numbers())), static connection => connection.Receive<double[]>()),
        new("ndarray", "1 MB in a `numpy.ndarray`", 100, MakeNumpyArray, static connection => connection.Receive()),
        new("floats", "1 MB in a list of floats", 30, static () => PyList.FromDoubles(Numbers()), static connection => connection.Receive<double[]>()),
    ];

    /// <summary>What a measurement of so many seconds is called in the table.</summary>
    public string Show(double seconds) => Kind == Trips
        ? $"{Count / seconds:N0} /s"
        : $"{Count / seconds * ArrayBytes / 1e6:N0} MB/s";

    private static Action<PickleConnection> ReceiveIntoBuffer()
    {
        byte[] buffer = new byte[ArrayBytes];
        return connection => connection.ReceiveBytesInto(buffer);
    }

    private static PyTuple MakeSmall() =>
        PyTuple.Create("job", 17, new PyDict { ["ratio"] = 1.5, ["name"] = "a small object", ["parts"] = PyList.Create(1, 2, 3) });

    private static double[] Numbers() => [.. Enumerable.Range(0, ArrayBytes / sizeof(double)).Select(static index => index * 0.5)];

    // As numpy pickles an array of float64 below protocol 5.
    private static PyObject MakeNumpyArray()
    {
        byte[] data = System.Runtime.InteropServices.MemoryMarshal.AsBytes(Numbers()).ToArray();
        PyObject dtype = new(new PyGlobal("numpy", "dtype"), PyTuple.Create("f8", false, true), PyConstruction.Reduce)
        {
            State = PyTuple.Create(3, "<", null, null, null, -1, -1, 0),
        };
        return new PyObject(
            new PyGlobal("numpy.core.multiarray", "_reconstruct"),
            PyTuple.Create(new PyGlobal("numpy", "ndarray"), PyTuple.Create(0), "b"u8.ToArray()),
            PyConstruction.Reduce)
        {
            State = PyTuple.Create(1, PyTuple.Create(data.Length / sizeof(double)), dtype, false, data),
        };
    }
}
