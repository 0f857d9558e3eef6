using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>The scripts that run in Redis, most with the prelude before them.</summary>
internal static class RqScripts
{
    public static readonly string Cancel = Read("cancel");
    public static readonly string Clean = Read("clean");
    public static readonly string Delete = Read("delete");
    public static readonly string Enqueue = ReadBare("enqueue");
    public static readonly string EnqueueAfter = Read("enqueue_after");
    public static readonly string Fail = Read("fail");
    public static readonly string Finish = Read("finish");
    public static readonly string Heartbeat = Read("heartbeat");
    public static readonly string RequeueFailed = Read("requeue_failed");
    public static readonly string RequeueStarted = Read("requeue_started");
    public static readonly string Schedule = Read("schedule");
    public static readonly string Take = Read("take");

    /// <summary>Runs one. RQ makes its keys of ids that stand in other keys, so no script can say beforehand which it touches.</summary>
    public static Task<RedisResult> RunAsync(this IDatabaseAsync database, string script, params RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(script, [], arguments);

    private static string Read(string name) => ReadBare("prelude") + "\n" + ReadBare(name);

    private static string ReadBare(string name)
    {
        using var script = new StreamReader(typeof(RqScripts).Assembly.GetManifestResourceStream(name + ".lua")!);
        return script.ReadToEnd();
    }
}
