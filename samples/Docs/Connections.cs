using System.Net;
using Pickling.Model;
using Pickling.Multiprocessing;

namespace Pickling.Docs;

/// <summary>The snippets of docs/multiprocessing.md.</summary>
internal static class Connections
{
    public static async Task PairAsync()
    {
        // snippet: connection
        byte[] key = "a secret of ours"u8.ToArray();

        await using var listener = PickleListener.OnLoopback(port: 0, new PickleListenerOptions { AuthenticationKey = key });
        using PickleConnection client = await PickleClient.ConnectAsync(listener.Address, new PickleConnectionOptions { AuthenticationKey = key });
        using PickleConnection server = await listener.AcceptAsync();

        await client.SendAsync(new Dictionary<string, object> { ["job"] = 17, ["values"] = new[] { 1.5, 2.5 } });
        PyDict job = await server.ReceiveAsync<PyDict>();
        Console.WriteLine(job); // {'job': 17, 'values': [1.5, 2.5]}

        server.Send((job["job"], "done")); // every method has a blocking form too
        Console.WriteLine(client.Receive()); // (17, 'done')
        // end
    }

    public static async Task WrongKeyAsync()
    {
        // snippet: wrong-key
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = "right"u8.ToArray(),
            HandshakeTimeout = TimeSpan.FromSeconds(5),
            FrameBytesMax = 10_000_000,
        });
        try
        {
            await PickleClient.ConnectAsync(listener.Address, new PickleConnectionOptions { AuthenticationKey = "wrong"u8.ToArray() });
        }
        catch (PickleAuthenticationException error)
        {
            Console.WriteLine(error.Message); // The peer did not accept the proof: it has another key.
        }
        // end
    }

    public static async Task PlainSocketAsync()
    {
        using var server = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        Task serving = Task.Run(async () =>
        {
            await using var echo = new PickleStream((await server.AcceptTcpClientAsync()).GetStream());
            await foreach (object? value in echo.LoadAllAsync())
            {
                await echo.DumpAsync(value);
            }
        });

        // snippet: pickle-stream
        await using (PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", port))
        {
            await stream.DumpAsync((1, "one"));
            Console.WriteLine(await stream.LoadAsync()); // (1, 'one')
        }
        // end
        await serving;
    }
}
