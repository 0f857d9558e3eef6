using Pickling.Model;
using Pickling.Rq.Tests;
using Pickling.Workers;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Chains, groups and chords that .NET sends: what Celery itself would send, run by workers of both kinds.</summary>
public sealed class FlowTests(RedisPeer peer) : IClassFixture<RedisPeer>
{
    private static readonly WorkerFunctions Functions = new WorkerFunctions()
        .Add("shop.add", (int a, int b) => a + b)
        .Add("shop.fail", int (string text) => throw new InvalidOperationException(text))
        .Add("shop.anything", (object? value) => value);

    [Fact]
    public async Task Chains_groups_and_chords_run_in_Python_and_here()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer);
        CeleryClient client = peer.OpenClient();

        CeleryTask chain = await client.SendAsync(CeleryFlow.Chain(Python(1, 10), Here(50), Python(100)));
        IReadOnlyList<CeleryTask> group = await client.SendGroupAsync(CeleryFlow.Group(Python(1, 2), Here(3, 4), CeleryFlow.Chain(Here(1, 1), Python(5))));
        CeleryTask chord = await client.SendAsync(CeleryFlow.Chord(Anything(), Python(1, 2), Here(3, 4), CeleryFlow.Chain(Here(1, 1), Python(5))));
        CeleryTask upgraded = await client.SendAsync(CeleryFlow.Chain(Here(1, 2), CeleryFlow.Group(Here(10), Python(20)), Anything()));
        CeleryTask twice = await client.SendAsync(CeleryFlow.Chain(
            CeleryFlow.Group(Here(1, 2), Python(3, 4)), CeleryFlow.Group(Anything() with { IsImmutable = true, Arguments = [5] }, Anything()), Anything()));
        CeleryTask immutable = await client.SendAsync(CeleryFlow.Chain(Here(1, 2), Python(3, 4) with { IsImmutable = true }));
        IReadOnlyList<CeleryTask> ending = await client.SendGroupAsync(CeleryFlow.Chain(Python(1, 2), CeleryFlow.Group(Here(10), Python(20))));

        Assert.Equal(161, await chain.GetResultAsync<int>(Wait.Patience));
        Assert.Equal([3, 7, 7], await ResultsAsync(group));
        Assert.Equal([3, 7, 7], (await chord.GetResultAsync<List<int>>(Wait.Patience))!);
        Assert.Equal([13, 23], (await upgraded.GetResultAsync<List<int>>(Wait.Patience))!);
        Assert.Equal("[5, [3, 7]]", PyValue.Repr(await twice.GetResultAsync<object>(Wait.Patience)));
        Assert.Equal(7, await immutable.GetResultAsync<int>(Wait.Patience));
        Assert.Equal([13, 23], await ResultsAsync(ending));
    }

    [Fact]
    public async Task Groups_in_the_header_of_a_chord_give_what_they_give_in_Celery()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer);
        CeleryClient client = peer.OpenClient();

        // Sent here, run by both; sent by Celery, with the chord behind a task of a worker here.
        CeleryTask flat = await client.SendAsync(CeleryFlow.Chord(Anything(), CeleryFlow.Group(Here(1, 1), Python(2, 2)), Here(3, 3)));
        CeleryTask formed = await client.SendAsync(CeleryFlow.Chord(Anything(), CeleryFlow.Chain(Here(1, 2), CeleryFlow.Group(Here(10), Here(20))), Here(3, 3)));
        CeleryTask inChain = await client.SendAsync(CeleryFlow.Chain(Here(0, 1), CeleryFlow.Group(CeleryFlow.Group(Here(1), Here(2)), Python(3)), Anything()));
        Assert.Equal(
            "([4, 2, 6], [3, 2, 4], [[13, 23], 6])",
            await Task.Run(() => peer.Eval(
                """
                here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
                anything = signature('shop.anything', queue='dotnet')
                results = [
                    chord([group(here(1, 1), add.s(2, 2)), here(3, 3)], anything).apply_async(),
                    chain(here(0, 1), chord(group(group(here(1), here(2)), add.s(3)), anything)).apply_async(),
                    chord([chain(here(1, 2), chord([here(10), here(20)], anything)), here(3, 3)], anything).apply_async()]
                """,
                "tuple(outcome(r) for r in results)")));
        Assert.Equal([4, 2, 6], (await flat.GetResultAsync<List<int>>(Wait.Patience))!);
        Assert.Equal("[[13, 23], 6]", PyValue.Repr(await formed.GetResultAsync<object>(Wait.Patience)));
        Assert.Equal([3, 2, 4], (await inChain.GetResultAsync<List<int>>(Wait.Patience))!);
    }

    [Fact]
    public async Task Callbacks_failures_and_revoked_parts_end_what_hangs_on_them()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer);
        CeleryClient client = peer.OpenClient();

        string[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid().ToString())];
        CeleryTask linked = await client.SendAsync(Here(1, 2) with { Callbacks = [Python(10) with { Id = ids[0] }, CeleryFlow.Chain(Here(20), Python(30) with { Id = ids[1] })] });
        CeleryTask failed = await client.SendAsync(new CeleryCall("celery_app.fail", "x") { ErrorCallbacks = [Anything() with { Id = ids[2] }] });
        CeleryTask chain = await client.SendAsync(CeleryFlow.Chain(Python(1, 2), new CeleryCall("shop.fail", "broken") { Queue = "dotnet", IsImmutable = true }, Here(3)));
        CeleryTask chord = await client.SendAsync(CeleryFlow.Chord(Anything(), Here(1, 2), new CeleryCall("celery_app.fail", "broken")));

        Assert.Equal(3, await linked.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(13, await client.Find(ids[0]).GetResultAsync<int>(Wait.Patience));
        Assert.Equal(53, await client.Find(ids[1]).GetResultAsync<int>(Wait.Patience));
        await Assert.ThrowsAsync<CeleryTaskException>(() => failed.GetResultAsync<object>(Wait.Patience));
        Assert.Equal(failed.Id, await client.Find(ids[2]).GetResultAsync<string>(Wait.Patience));
        Assert.Contains("broken", (await Assert.ThrowsAsync<CeleryTaskException>(() => chain.GetResultAsync<object>(Wait.Patience))).Message, StringComparison.Ordinal);
        Assert.Equal("celery.exceptions.ChordError", (await Assert.ThrowsAsync<CeleryTaskException>(() => chord.GetResultAsync<object>(Wait.Patience))).Error!.Type);
    }

    [Fact]
    public async Task Messages_are_those_that_Celery_sends()
    {
        await peer.RequireAsync();
        CeleryClient client = peer.OpenClient();
        CeleryCall Call(string task, params object?[] arguments) => new(task, arguments) { Queue = "wire" };
        await client.SendAsync(CeleryFlow.Chain(Call("a", 1), CeleryFlow.Group(Call("b", 2), Call("c", new List<int> { 3 }) with { IsImmutable = true }), Call("d")));
        await client.SendAsync(CeleryFlow.Chord(Call("e"), CeleryFlow.Group(Call("f"), Call("g")), CeleryFlow.Chain(Call("h"), Call("i"))));
        await client.SendGroupAsync(CeleryFlow.Group(Call("j") with { Callbacks = [Call("k")] }, Call("l")));

        string different = await Task.Run(() => peer.Eval(
            """
            from kombu import Queue
            s = lambda name, *args, **more: signature(name, args=args, queue='wire', **more)
            # What a signature says, with ids as numbers. Celery 5.2 tells no index in groups that are no headers, and 5.5 does.
            def said(sig, names):
                if sig is None: return None
                if isinstance(sig, (list, tuple)): return ('group', [said(t, names) for t in sig])
                sig = signature(sig)
                if sig.subtask_type == 'chain': return ('chain', [said(t, names) for t in sig.tasks])
                if sig.subtask_type == 'group': return said(list(sig.tasks), names)
                if sig.subtask_type == 'chord': return ('chord', said(sig.tasks, names), said(sig.body, names))
                return (sig.task, list(sig.args), dict(sig.kwargs), sig.immutable, sig.options.get('queue'), names is not None and 'task_id' in sig.options and names.setdefault(sig.options['task_id'], len(names)))
            def messages(count):
                found = []
                with app.connection() as c:
                    queue = Queue('wire')(c.default_channel)
                    while len(found) < count:
                        m = queue.get(accept=['pickle'], no_ack=True)
                        h, names = m.headers, {}
                        args, kwargs, embed = m.payload
                        found.append((h['task'], list(args), dict(kwargs), h['lang'], h['retries'], h['timelimit'], embed['chord'] and h['group_index'], h['group'] is None, h['parent_id'], h['root_id'] == h['id'],
                            h['argsrepr'], h['kwargsrepr'], h['ignore_result'], sorted(embed), [said(t, names) for t in embed['chain'] or []], [said(t, None) for t in embed['callbacks'] or []],
                            embed['errbacks'], said(embed['chord'], names)))
                return found
            ours = messages(6)
            chain(s('a', 1), group(s('b', 2), s('c', [3], immutable=True)), s('d')).apply_async()
            chord([group(s('f'), s('g')), chain(s('h'), s('i'))], s('e')).apply_async()
            group(s('j').set(link=s('k')), s('l')).apply_async()
            theirs = messages(6)
            different = [(a, b) for a, b in zip(ours, theirs) if a != b]
            """,
            "different"));
        Assert.True(different == "[]", different);
    }

    [Fact]
    public async Task What_a_client_cannot_send_is_refused_with_the_reason()
    {
        await peer.RequireAsync();
        CeleryClient client = peer.OpenClient();
        CeleryFlow deep = Here(1, 2);
        for (int i = 0; i < 60; i++)
        {
            deep = CeleryFlow.Group(deep);
        }

        Assert.Contains("SendGroupAsync", (await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(CeleryFlow.Group(Here(1, 2))))).Message, StringComparison.Ordinal);
        Assert.Contains("deep", (await Assert.ThrowsAsync<ArgumentException>(() => client.SendGroupAsync(deep))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CeleryFlow.Chain());
        CeleryTask ignored = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "nobody", IgnoresResult = true });
        Assert.Contains("IgnoresResult", (await Assert.ThrowsAsync<InvalidOperationException>(() => ignored.GetResultAsync<int>(Wait.Patience))).Message, StringComparison.Ordinal);
        CeleryTask waiting = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "nobody" });
        Assert.Contains("accept_content", (await Assert.ThrowsAsync<TimeoutException>(() => waiting.GetResultAsync<int>(TimeSpan.FromMilliseconds(50)))).Message, StringComparison.Ordinal);
        await peer.PurgeAsync("nobody");
        PicklingException named = await Assert.ThrowsAsync<PicklingException>(() => client.SendGroupAsync(CeleryFlow.Group(new CeleryCall("shop.add", 1, Stream.Null))));
        Assert.StartsWith("shop.add(), argument 2: ", named.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CeleryFlow.Group(null!, Here(1)));
        Assert.Equal(0, await peer.CountAsync("dotnet"));
    }

    [Fact]
    public async Task A_signature_that_holds_itself_or_one_thing_a_million_times_is_refused()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer);

        Assert.Equal("(True, True, True, 3)", await Task.Run(() => peer.Eval(
            """
            plain = lambda tasks: {'task': 'celery.group', 'args': (), 'kwargs': {'tasks': tasks}, 'options': {}, 'subtask_type': 'group', 'immutable': False}
            one = dict(signature('shop.add', args=(1,), queue='dotnet'))
            wide = plain([one])
            for _ in range(45):
                wide = plain([wide, wide])
            own = plain([])
            own['kwargs']['tasks'].append(own)
            head = lambda tasks: {'task': 'celery.chord', 'args': (), 'kwargs': {'header': tasks, 'body': one, 'kwargs': {}}, 'options': {}, 'subtask_type': 'chord', 'immutable': False}
            deep = {}
            deep['x'] = deep
            hostile = dict(one, options={'headers': deep})
            results = [app.send_task('shop.add', (1, 2), queue='dotnet', link=[x]) for x in [wide, head([wide]), head([own])]]
            last = app.send_task('shop.add', (1, 2), queue='dotnet', link=[hostile])
            """,
            "(*('parts' in outcome(r) or 'deep' in outcome(r) for r in results), outcome(send('shop.add', 1, 2)))")));
    }

    private static CeleryCall Here(params object?[] arguments) => new("shop.add", arguments) { Queue = "dotnet" };

    private static CeleryCall Python(params object?[] arguments) => new("celery_app.add", arguments);

    private static CeleryCall Anything() => new("shop.anything") { Queue = "dotnet" };

    private static async Task<List<int>> ResultsAsync(IReadOnlyList<CeleryTask> tasks)
    {
        List<int> results = [];
        foreach (CeleryTask task in tasks)
        {
            results.Add(await task.GetResultAsync<int>(Wait.Patience));
        }

        return results;
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(CeleryPeer peer) =>
            _run = peer.OpenWorker(Functions, new CeleryWorkerOptions { Queues = ["dotnet"], Concurrency = 2, PollInterval = TimeSpan.FromMilliseconds(20) }).RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Wait.Patience);
            _stop.Dispose();
        }
    }
}
