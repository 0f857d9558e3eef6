using Pickling.Celery.RabbitMq;
using Pickling.Rq.Tests;
using Pickling.Tests.Corpus;
using Pickling.Workers;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Who may publish cannot end a worker with headers that RabbitMQ.Client does not bear.</summary>
public sealed class HostileHeadersTests(RabbitMqPeer peer) : IClassFixture<RabbitMqPeer>
{
    // A decimal of AMQP with 200 places, which the client does not read and the server does.
    private static readonly byte[] LongDecimal = [1, (byte)'k', (byte)'D', 200, 0, 0, 0, 1];

    [Fact]
    public async Task Headers_that_the_client_cannot_read_end_neither_the_worker_nor_its_connection()
    {
        await peer.RequireAsync();
        const string Queue = "hostile";
        await peer.AskAsync(async channel =>
        {
            await channel.QueueDeclareAsync("hostile-letters", durable: false, exclusive: false, autoDelete: false);
            Dictionary<string, object?> arguments = new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "hostile-letters" };
            return await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments);
        });
        using RawPublisher publisher = await RawPublisher.OpenAsync(peer.Url);
        foreach (byte[] table in (byte[][])[RawPublisher.Nested('A', 20_000), RawPublisher.Nested('F', 15_000), LongDecimal])
        {
            await publisher.PublishAsync(Queue, table, "x"u8.ToArray());
        }

        await publisher.FlushAsync();
        await using var broker = new RabbitMqBroker(peer.Url);
        using CancellationTokenSource stop = new();
        Task run = new CeleryWorker(broker, new WorkerFunctions().Add("shop.add", (int a, int b) => a + b), new CeleryWorkerOptions { Queues = [Queue] }).RunAsync(stop.Token);
        CeleryTask next = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = Queue });
        Assert.Equal(7, await next.GetResultAsync<int>(Wait.Patience));
        await Wait.UntilAsync("the dead letters", async () => await peer.CountAsync("hostile-letters") == 3);
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Patience);
        Assert.Equal(0, await peer.CountAsync(Queue));
    }

    [Fact]
    public void Frames_pass_as_they_are_however_they_are_chopped()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"PICKLING_SEED={TestSeed.Value}");
        var random = new Random(TestSeed.Value);
        List<byte[]> frames = [];
        List<byte[]> expected = [];
        for (int i = 0; i < 300; i++)
        {
            byte[] body = new byte[random.Next(random.Next(10) == 0 ? 200_000 : 50)];
            random.NextBytes(body);
            (byte[] payload, string? refusal) = random.Next(8) switch
            {
                0 => (RawPublisher.PropertiesOf(RawPublisher.Nested('A', 99), 7), null),
                1 => (RawPublisher.PropertiesOf(RawPublisher.Nested('F', 100), 7), "nested more than 100 deep"),
                2 => (RawPublisher.PropertiesOf(RawPublisher.Nested('A', random.Next(100, 30_000)), 7), "nested more than 100 deep"),
                3 => (RawPublisher.PropertiesOf(LongDecimal, 7), "unknown type (68)"),
                4 => (RawPublisher.PropertiesOf(new byte[random.Next((1 << 20) + 1, 3 << 20)], 7), "longer than 1048576 bytes"),
                5 => (RawPublisher.PropertiesOf([1, (byte)'k', (byte)'S', 0, 0, 1, 0], 7), "are broken"),
                6 => (RawPublisher.PropertiesOf([], 7), null),
                _ => (body, ""),
            };
            byte type = (byte)(refusal == "" ? 1 + (2 * random.Next(2)) : 2);
            byte[] frame = RawPublisher.Frame(type, 258, payload);
            frames.Add(frame);
            expected.Add(string.IsNullOrEmpty(refusal) ? frame : RawPublisher.Frame(2, 258, AmqpHeaders.WriteRefused(payload, ReasonOf(payload, refusal))));
        }

        Assert.Equal([.. expected.SelectMany(frame => frame)], Chop([.. frames.SelectMany(frame => frame)], random));
    }

    [Fact]
    public void Random_tables_are_looked_through_without_harm()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"PICKLING_SEED={TestSeed.Value}");
        var random = new Random(TestSeed.Value);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] table = new byte[random.Next(60)];
            random.NextBytes(table);
            for (int at = 0; at < table.Length; at++)
            {
                // Types and small lengths, so that some go deep.
                table[at] = random.Next(3) == 0 ? (byte)"FAStIDxV"[random.Next(8)] : (byte)random.Next(4);
            }

            byte[] payload = RawPublisher.PropertiesOf(table, 0);
            AmqpHeaders.Check(payload);
            AmqpHeaders.Check(payload.AsSpan(0, random.Next(payload.Length)));
        }
    }

    private static string ReasonOf(byte[] payload, string part)
    {
        string reason = payload.Length > 1 << 20 ? "The message's headers are longer than 1048576 bytes." : AmqpHeaders.Check(payload)!;
        Assert.Contains(part, reason, StringComparison.Ordinal);
        return reason;
    }

    private static byte[] Chop(byte[] source, Random random)
    {
        var guard = new FrameGuard();
        List<byte> passed = [];
        byte[] target = new byte[100_000];
        for (int at = 0; ;)
        {
            int taken = guard.Take(target.AsSpan(0, random.Next(1, target.Length)));
            passed.AddRange(target.AsSpan(0, taken));
            if (taken > 0)
            {
                continue;
            }

            if (at == source.Length)
            {
                return [.. passed];
            }

            Memory<byte> room = guard.Room();
            int count = Math.Min(Math.Min(room.Length, random.Next(1, 70_000)), source.Length - at);
            source.AsMemory(at, count).CopyTo(room);
            guard.Add(count);
            at += count;
        }
    }
}
