using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pickling.Bench;

/// <summary>The tables of a run, as text for a terminal and as markdown for the documentation.</summary>
internal sealed class BenchReport
{
    private const string BeginMarker = "<!-- bench:begin -->";
    private const string EndMarker = "<!-- bench:end -->";
    private const int NameWidth = 14;
    private const int ColumnWidth = 12;

    private readonly BenchOptions _options;
    private readonly string[] _contenders;
    private readonly List<(string Operation, IReadOnlyList<BenchRow> Rows)> _tables = [];

    /// <summary>Starts a report.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="python">The Python compared with, in its own words; null when there is none.</param>
    public BenchReport(BenchOptions options, string? python)
    {
        _options = options;
        List<string> contenders = [BenchRow.Pickling];
        if (options.SmallGen0)
        {
            contenders.Add(BenchRow.SmallGen0);
        }

        if (options.Razorvine is not null)
        {
            contenders.Add(BenchRow.Razorvine);
        }

        if (python is not null)
        {
            contenders.Insert(0, BenchRow.CPython);
        }

        _contenders = [.. contenders];
        Heading = string.Create(
            CultureInfo.InvariantCulture,
            $"Measured on {DateTime.UtcNow:yyyy-MM-dd}: {RuntimeInformation.FrameworkDescription}, {python ?? "no Python"}, {RuntimeInformation.OSArchitecture} with {Environment.ProcessorCount} processors, protocol {options.Protocol}, medians of {options.Rounds} samples taken in turns, milliseconds of thread CPU time.");
    }

    /// <summary>Where, when and how it was measured.</summary>
    public string Heading { get; }

    /// <summary>Whether this library did every workload.</summary>
    public bool AllHeld => _tables.All(table => table.Rows.All(row => row.Medians.ContainsKey(BenchRow.Pickling)));

    /// <summary>Takes a finished table in.</summary>
    public void Add(string operation, IReadOnlyList<BenchRow> rows) => _tables.Add((operation, rows));

    /// <summary>The first line of a table in the terminal.</summary>
    public string TextHeader(string operation)
    {
        StringBuilder line = new(operation.PadRight(NameWidth) + "MB".PadLeft(ColumnWidth));
        foreach (string contender in _contenders)
        {
            line.Append(contender.PadLeft(Math.Max(ColumnWidth, contender.Length + 2)));
        }

        return line.Append("ratio".PadLeft(ColumnWidth)).Append("alloc MB".PadLeft(ColumnWidth)).ToString();
    }

    /// <summary>One line of a table in the terminal.</summary>
    public string TextRow(BenchRow row)
    {
        StringBuilder line = new(row.Workload.PadRight(NameWidth) + Megabytes(row.PickleBytes).PadLeft(ColumnWidth));
        foreach (string contender in _contenders)
        {
            line.Append(Milliseconds(row, contender).PadLeft(Math.Max(ColumnWidth, contender.Length + 2)));
        }

        line.Append(Ratio(row).PadLeft(ColumnWidth)).Append(Allocated(row).PadLeft(ColumnWidth));
        foreach ((string contender, string reason) in row.Failures)
        {
            line.AppendLine().Append(CultureInfo.InvariantCulture, $"  {contender}: {reason}");
        }

        return line.ToString();
    }

    /// <summary>Puts the tables between the bench markers of a markdown file.</summary>
    /// <exception cref="InvalidDataException">The file has no such markers.</exception>
    public void WriteMarkdown(string path)
    {
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(BeginMarker, StringComparison.Ordinal);
        int end = text.IndexOf(EndMarker, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"{path} has no {BeginMarker} ... {EndMarker}");
        }

        File.WriteAllText(path, text[..(begin + BeginMarker.Length)] + "\n" + Markdown() + text[end..]);
    }

    private string Markdown()
    {
        StringBuilder text = new();
        text.Append('\n').Append(Heading).Append("\n\n```\ndotnet run -c Release --project bench/Pickling.Bench -- ").Append(_options.CommandLine).Append("\n```\n");
        foreach ((string operation, IReadOnlyList<BenchRow> rows) in _tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n| `{operation}` | pickle, MB |");
            text.AppendJoin("", _contenders.Select(contender => $" {contender} |")).Append(" times as fast as CPython | allocated, MB |\n");
            text.Append("|---|---:|").Insert(text.Length, "---:|", _contenders.Length + 2).Append('\n');
            foreach (BenchRow row in rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Workload} | {Megabytes(row.PickleBytes)} |");
                text.AppendJoin("", _contenders.Select(contender => $" {Milliseconds(row, contender)} |"));
                text.Append(CultureInfo.InvariantCulture, $" {Ratio(row)} | {Allocated(row)} |\n");
            }

            string[] failures = [.. rows.SelectMany(row => row.Failures.Select(failure => $"- {row.Workload}, {failure.Key}: {failure.Value}\n"))];
            text.Append(failures.Length > 0 ? "\n" : "").AppendJoin("", failures);
        }

        return text.Append('\n').ToString();
    }

    private static string Milliseconds(BenchRow row, string contender) =>
        row.Medians.TryGetValue(contender, out Sample sample) ? (sample.CpuNanoseconds / 1e6).ToString("F3", CultureInfo.InvariantCulture) : "-";

    private static string Ratio(BenchRow row) => row.Ratio?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";

    private static string Allocated(BenchRow row) =>
        row.Medians.TryGetValue(BenchRow.Pickling, out Sample sample) ? Megabytes(sample.AllocatedBytes) : "-";

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString(bytes < 100_000 ? "F4" : "F1", CultureInfo.InvariantCulture);
}
