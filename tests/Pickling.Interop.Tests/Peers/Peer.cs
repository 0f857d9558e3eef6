using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;
using Pickling.Tests.Corpus;

namespace Pickling.Interop.Tests.Peers;

/// <summary>One running CPython that answers requests: a JSON line for a JSON line (see <c>peer.py</c>).</summary>
/// <remarks>The process ends when its standard input closes, so it cannot outlive this one, however this one ends.</remarks>
internal sealed class Peer : IDisposable
{
    private IReadOnlyList<ExpressionRow> Rows(JsonObject request) => [.. Ask(request)["rows"]!.AsArray().Select(row => new ExpressionRow(
        (string)row![0]!, (int)row[1]!, row[2] is { } bytes ? Bytes(bytes) : null, (string?)row[3], (bool)row[4]!))];

    private static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private Peer(PeerCommand command)
    {
        Version = command.Version;
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        // The order of sets of strings hangs on the hash seed: a failure must come again.
        start.Environment["PYTHONHASHSEED"] = "0";
        start.Environment["PYTHONPATH"] = Repository.CorpusFolder;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment.Remove("PYTHONHOME");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The interpreter's version, such as <c>3.13</c>.</summary>
    public string Version { get; }

    /// <summary>The highest protocol that it knows.</summary>
    public int HighestProtocol { get; private set; }

    /// <summary>Starts it and checks that it is what it should be.</summary>
    public static Peer Start(PeerCommand command)
    {
        var peer = new Peer(command);
        JsonObject hello = peer.Ask(new JsonObject { ["op"] = "hello" });
        peer.HighestProtocol = (int)hello["highest"]!;
        if ((string)hello["version"]! != command.Version)
        {
            throw new InvalidOperationException($"{command.Program} is {hello["full"]}, not {command.Version}");
        }

        return peer;
    }

    /// <summary>The pickle of the value of a Python expression.</summary>
    public byte[] Dumps(string source, int protocol) =>
        Bytes(Ask(new JsonObject { ["op"] = "dumps", ["source"] = source, ["protocol"] = protocol })["bytes"]!);

    /// <summary>Runs a script, which finds <c>pickle</c> (the C one), <c>io</c> and <c>protocol</c>; gives the bytes that it leaves in <c>result</c>.</summary>
    public byte[] Run(string source, int protocol) =>
        Bytes(Ask(new JsonObject { ["op"] = "run", ["source"] = source, ["protocol"] = protocol })["bytes"]!);

    /// <summary>Every live expression at every protocol that this version pickles it at.</summary>
    public IReadOnlyList<ExpressionRow> Expressions() => Rows(new JsonObject { ["op"] = "expressions" });

    /// <summary>Lists of several expressions, chosen by a seed, at every protocol from 3 on.</summary>
    public IReadOnlyList<ExpressionRow> MixedExpressions(int seed, int count) =>
        Rows(new JsonObject { ["op"] = "expressions", ["seed"] = seed, ["count"] = count });

    /// <summary>The error of the C unpickler for each pickle, null where it loads; classes are stand-ins that take anything.</summary>
    public IReadOnlyList<string?> Verdicts(IEnumerable<byte[]> pickles)
    {
        JsonObject answer = Ask(new JsonObject { ["op"] = "verdicts", ["items"] = Items(pickles) });
        return [.. answer["rows"]!.AsArray().Select(row => (string?)row)];
    }

    /// <summary>The pickles of the interpreter's own tests, each with its name and the error of the C unpickler.</summary>
    public IReadOnlyList<(string Name, byte[] Pickle, string? Error)> TestPickles()
    {
        JsonObject answer = Ask(new JsonObject { ["op"] = "test-pickles" });
        return [.. answer["rows"]!.AsArray().Select(row => ((string)row![0]!, Bytes(row[1]!), (string?)row[2]))];
    }

    /// <summary>Random values from consecutive seeds, each as a pickle and as canonical text.</summary>
    /// <param name="seed">The first seed.</param>
    /// <param name="count">How many values.</param>
    /// <param name="protocol">The protocol to write.</param>
    /// <param name="objects">Whether instances of classes may be among them.</param>
    /// <param name="pure">Whether <c>pickle.py</c> writes them instead of the C pickler.</param>
    public IReadOnlyList<RandomValue> RandomValues(int seed, int count, int protocol, bool objects, bool pure = false)
    {
        JsonObject answer = Ask(new JsonObject
        {
            ["op"] = "random",
            ["seed"] = seed,
            ["count"] = count,
            ["protocol"] = protocol,
            ["objects"] = objects,
            ["pure"] = pure,
        });
        return [.. answer["rows"]!.AsArray().Select(row => new RandomValue((int)row!["seed"]!, Bytes(row["bytes"]!), (string)row["text"]!))];
    }

    /// <summary>The canonical text of what each pickle loads to, or the error as <c>!Type: message</c>.</summary>
    public IReadOnlyList<string> Describe(IEnumerable<byte[]> pickles)
    {
        JsonObject answer = Ask(new JsonObject { ["op"] = "describe", ["items"] = Items(pickles) });
        return [.. answer["rows"]!.AsArray().Select(row => (string?)row!["text"] ?? "!" + (string)row["error"]!)];
    }

    /// <summary>What <c>pickletools.dis</c> prints for each pickle, and the error it ended with.</summary>
    public IReadOnlyList<(string Text, string? Error)> Disassemble(IEnumerable<byte[]> pickles)
    {
        JsonObject answer = Ask(new JsonObject { ["op"] = "dis", ["items"] = Items(pickles) });
        return [.. answer["rows"]!.AsArray().Select(row => (Encoding.UTF8.GetString(Bytes(row!["text"]!)), (string?)row["error"]))];
    }

    /// <summary>What <c>pickletools.optimize</c> makes of each pickle, or its error.</summary>
    public IReadOnlyList<(byte[]? Pickle, string? Error)> Optimize(IEnumerable<byte[]> pickles)
    {
        JsonObject answer = Ask(new JsonObject { ["op"] = "optimize", ["items"] = Items(pickles) });
        return [.. answer["rows"]!.AsArray().Select(row => (row!["bytes"] is { } bytes ? Bytes(bytes) : null, (string?)row["error"]))];
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already: there is nothing to close.
        }

        if (!_process.WaitForExit(2000))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private JsonObject Ask(JsonObject request)
    {
        lock (_lock)
        {
            string? line;
            try
            {
                _process.StandardInput.Write(request.ToJsonString() + "\n");
                _process.StandardInput.Flush();
                Task<string?> reading = _process.StandardOutput.ReadLineAsync();
                if (!reading.Wait(AnswerTime))
                {
                    _process.Kill(entireProcessTree: true);
                    throw new TimeoutException($"Python {Version} gave no answer in {AnswerTime} to {Shortened(request)}{Errors()}");
                }

                line = reading.Result;
            }
            catch (IOException error)
            {
                throw new InvalidOperationException($"Python {Version} has ended before {Shortened(request)}{Errors()}", error);
            }

            if (line is null)
            {
                throw new InvalidOperationException($"Python {Version} ended without an answer to {Shortened(request)}{Errors()}");
            }

            JsonObject answer = JsonSerializer.Deserialize<JsonObject>(line)!;
            return answer["failure"] is { } failure
                ? throw new InvalidOperationException($"Python {Version} failed at {Shortened(request)}: {failure}")
                : answer;
        }
    }

    private static JsonArray Items(IEnumerable<byte[]> pickles) => [.. pickles.Select(pickle => JsonValue.Create(Convert.ToBase64String(pickle)))];

    private static byte[] Bytes(JsonNode node) => Convert.FromBase64String((string)node!);

    private static string Shortened(JsonObject request)
    {
        string text = request.ToJsonString();
        return text.Length <= 300 ? text : text[..300] + "...";
    }

    private string Errors()
    {
        // Standard error arrives on its own thread: give its last lines a moment.
        _process.WaitForExit(500);
        lock (_errors)
        {
            return _errors.Length == 0 ? "" : "; its standard error: " + _errors;
        }
    }
}
