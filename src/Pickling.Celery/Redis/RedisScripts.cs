using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>The scripts that run in Redis.</summary>
internal static class RedisScripts
{
    public static readonly string Chord = Read("chord");
    public static readonly string Finish = Read("finish");
    public static readonly string Restore = Read("restore");
    public static readonly string Take = Read("take");

    /// <summary>Runs one. A message says itself where it belongs, so no script can name its keys beforehand.</summary>
    public static Task<RedisResult> RunAsync(this IDatabaseAsync database, string script, params RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(script, [], arguments);

    private static string Read(string name)
    {
        using var script = new StreamReader(typeof(RedisScripts).Assembly.GetManifestResourceStream(name + ".lua")!);
        return script.ReadToEnd();
    }
}
