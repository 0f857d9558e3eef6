using Pickling.Machine;
using Xunit;

namespace Pickling.Tests.Machine;

/// <summary>The memo finds objects by address; the garbage collector moves them.</summary>
public class ObjectMemoTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Objects_are_found_however_the_collector_moves_them(int seed)
    {
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var memo = new ObjectMemo();
        var added = new List<object>();
        for (int step = 0; step < 20_000; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    // Garbage between the objects makes a compaction move them.
                    _ = new byte[random.Next(400)];
                    object fresh = new string('x', random.Next(40) + 1);
                    Assert.Equal(-1, memo.Find(fresh));
                    Assert.True(memo.TryAdd(fresh, out int index));
                    Assert.Equal(added.Count, index);
                    added.Add(fresh);
                    break;
                case < 9 when added.Count > 0:
                    int known = random.Next(added.Count);
                    Assert.Equal(known, memo.Find(added[known]));
                    Assert.False(memo.TryAdd(added[known], out int again));
                    Assert.Equal(known, again);
                    break;
                default:
                    if (random.Next(100) == 0)
                    {
                        GC.Collect(random.Next(3), GCCollectionMode.Forced, blocking: true, compacting: true);
                    }

                    break;
            }
        }

        for (int i = 0; i < added.Count; i++)
        {
            Assert.Equal(i, memo.Find(added[i]));
        }

        memo.Release();
    }

    [Fact]
    public void Objects_are_found_while_other_threads_make_the_collector_run()
    {
        using var stop = new CancellationTokenSource();
        var noise = new Thread(() =>
        {
            var kept = new Queue<object>();
            while (!stop.IsCancellationRequested)
            {
                kept.Enqueue(new byte[1000]);
                if (kept.Count > 10_000)
                {
                    kept.Dequeue();
                }
            }
        });
        noise.Start();
        try
        {
            for (int round = 0; round < 20; round++)
            {
                var memo = new ObjectMemo();
                object[] objects = [.. Enumerable.Range(0, 20_000).Select(static _ => new object())];
                for (int i = 0; i < objects.Length; i++)
                {
                    Assert.True(memo.TryAdd(objects[i], out int index));
                    Assert.Equal(i, index);
                    Assert.Equal(i / 2, memo.Find(objects[i / 2]));
                }

                memo.Release();
            }
        }
        finally
        {
            stop.Cancel();
            noise.Join();
        }
    }
}
