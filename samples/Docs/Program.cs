using System.Net;
using Pickling.Docs;

// `Docs manager-server` serves docs/managers.md's objects to the Python program beside them, until its input ends.
if (args is ["manager-server"])
{
    await Managers.ServerAsync(static address =>
    {
        Console.WriteLine(((IPEndPoint)address).Port);
        return Console.In.ReadToEndAsync();
    });
    return;
}

// Every snippet of README.md and docs/, compiled and run; a test holds the documents to this text and the comments
// behind Console.WriteLine to what is printed.
(string Name, Func<Task> Run)[] snippets =
[
    ("dumps-loads", Sync(GettingStarted.DumpsLoads)),
    ("typed", Sync(GettingStarted.Typed)),
    ("path", Sync(GettingStarted.Path)),
    ("file", Sync(GettingStarted.File)),
    ("from-python", Sync(GettingStarted.FromPython)),
    ("to-python2", Sync(GettingStarted.ToPython2)),
    ("pipe", GettingStarted.PipeAsync),
    ("several", Sync(GettingStarted.Several)),
    ("objects", Sync(Values.Objects)),
    ("equality", Sync(Values.Equality)),
    ("identity", Sync(Values.Identity)),
    ("numbers", Sync(Values.Numbers)),
    ("python2-strings", Sync(Values.Python2Strings)),
    ("typed-classes", Sync(static () => { })),
    ("typed-known", Sync(static () => { })),
    ("typed-enum", Sync(static () => { })),
    ("typed-enum-use", Sync(Typed.Enums)),
    ("typed-custom", Sync(static () => { })),
    ("typed-round-trip", Sync(Typed.Classes)),
    ("typed-known-use", Sync(Typed.Known)),
    ("typed-errors", Sync(Typed.Errors)),
    ("typed-custom-use", Sync(Typed.Custom)),
    ("typed-document", Sync(Typed.Document)),
    ("typed-visitor", Sync(static () => { })),
    ("typed-visit", Sync(Typed.Visit)),
    ("binaryformatter-class", Sync(static () => { })),
    ("binaryformatter-evolution", Sync(static () => { })),
    ("binaryformatter-surrogate", Sync(static () => { })),
    ("binaryformatter-graph", Sync(FromBinaryFormatter.Graph)),
    ("binaryformatter-evolution-use", Sync(FromBinaryFormatter.Evolution)),
    ("binaryformatter-surrogate-use", Sync(FromBinaryFormatter.Surrogate)),
    ("binaryformatter-data", Sync(FromBinaryFormatter.OldData)),
    ("razorvine-class", Sync(static () => { })),
    ("razorvine-calls", Sync(FromRazorvine.Calls)),
    ("razorvine-objects", Sync(FromRazorvine.Objects)),
    ("razorvine-values", Sync(FromRazorvine.Values)),
    ("razorvine-writing", Sync(FromRazorvine.Writing)),
    ("razorvine-persistent", Sync(FromRazorvine.PersistentIds)),
    ("standard-read", Sync(StandardLibrary.Read)),
    ("standard-make", Sync(StandardLibrary.Make)),
    ("standard-versions", Sync(StandardLibrary.Versions)),
    ("standard-refused", Sync(StandardLibrary.Refused)),
    ("standard-exceptions", Sync(StandardLibrary.Exceptions)),
    ("standard-patterns", Sync(StandardLibrary.Patterns)),
    ("options", Sync(OptionsAndErrors.Options)),
    ("load-errors", Sync(OptionsAndErrors.LoadErrors)),
    ("dump-errors", Sync(OptionsAndErrors.DumpErrors)),
    ("limits", Sync(OptionsAndErrors.Limits)),
    ("persistent", Sync(OptionsAndErrors.Persistent)),
    ("out-of-band", Sync(OptionsAndErrors.OutOfBand)),
    ("progress", Sync(OptionsAndErrors.Progress)),
    ("classes", Sync(ClassesAndHooks.Classes)),
    ("renames", Sync(ClassesAndHooks.Renames)),
    ("refusal", Sync(ClassesAndHooks.Refusal)),
    ("persistent-ids", Sync(ClassesAndHooks.PersistentIds)),
    ("sessions", Sync(ClassesAndHooks.Sessions)),
    ("connection", Connections.PairAsync),
    ("wrong-key", Connections.WrongKeyAsync),
    ("pickle-stream", Connections.PlainSocketAsync),
    ("manager-server", static () => Managers.ServerAsync()),
    ("manager-interface", Sync(static () => { })),
    ("manager-typed-server", Sync(static () => { })),
    ("manager-typed", Managers.TypedAsync),
    ("manager-thread", Sync(static () => { })),
    ("pickle-file", Sync(Persistence.SaveAndLoad)),
    ("training-class", () => Task.CompletedTask),
    ("checkpoints", Sync(Persistence.Checkpoints)),
    ("background", Persistence.BackgroundAsync),
    ("damage", Sync(Persistence.Damage)),
    ("shelf", Sync(Persistence.Shelves)),
    ("shelf-dumb", Sync(Persistence.EveryPython)),
    ("shelf-errors", Sync(Persistence.ShelfErrors)),
    ("keys", Sync(Caching.Keys)),
    ("memoize", Sync(Caching.Memoize)),
    ("memoize-dictionary", Sync(Caching.MemoizeInFile)),
    ("hybrid", Caching.HybridAsync),
    ("entity-framework-model", () => Task.CompletedTask),
    ("entity-framework", Sync(Databases.EntityFramework)),
    ("dapper-handler", () => Task.CompletedTask),
    ("dapper", Sync(Databases.WithDapper)),
    ("diskcache", Sync(PythonStores.WithDiskCache)),
    ("sqlitedict", Sync(PythonStores.WithSqliteDict)),
    ("django-cache", PythonStores.WithDjangoAsync),
    ("context", Sync(Contexts.Context)),

    // These need a manager, a server or a port of their own: they are compiled, and tests of their packages run the like.
    ("memcached", () => Task.CompletedTask),
    ("memoize-memcached", () => Task.CompletedTask),
    ("manager", () => Task.CompletedTask),
    ("celery-send", () => Task.CompletedTask),
    ("celery-rabbitmq-send", () => Task.CompletedTask),
    ("celery-rabbitmq-worker", () => Task.CompletedTask),
    ("celery-flow", () => Task.CompletedTask),
    ("celery-call", () => Task.CompletedTask),
    ("celery-errors", () => Task.CompletedTask),
    ("celery-worker", () => Task.CompletedTask),
    ("celery-retry", () => Task.CompletedTask),
    ("rq-enqueue", () => Task.CompletedTask),
    ("rq-call", () => Task.CompletedTask),
    ("rq-errors", () => Task.CompletedTask),
    ("rq-worker", () => Task.CompletedTask),
    ("log-receive", () => Task.CompletedTask),
    ("log-send", () => Task.CompletedTask),
    ("inert", Sync(OptionsAndErrors.Inert)),
];

foreach ((string name, Func<Task> run) in snippets)
{
    Console.WriteLine($"== {name}");
    await run();
}

static Func<Task> Sync(Action action) => () =>
{
    action();
    return Task.CompletedTask;
};
