using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pickling.Bench;

/// <summary>The tables of a run, as text for a terminal and as markdown for the documentation.</summary>
internal sealed class BenchReport
{
    private const string BeginMarker = "<!-- bench:begin -->";
    private const string EndMarker = "<!-- bench:end -->";
    private const int ColumnWidth = 12;

    private readonly BenchOptions _options;
    private readonly Column[] _columns;
    private readonly List<(string Operation, IReadOnlyList<BenchRow> Rows)> _tables = [];

    /// <summary>Starts a report.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="python">The Python compared with, in its own words; null when there is none.</param>
    public BenchReport(BenchOptions options, string? python)
    {
        _options = options;
        _columns = [.. Columns(options, python is not null)];
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
    public string TextHeader(string operation) =>
        operation.PadRight(ColumnWidth) + string.Concat(_columns.Select(column => column.Title.PadLeft(column.Width)));

    /// <summary>One line of a table in the terminal.</summary>
    public string TextRow(BenchRow row)
    {
        StringBuilder line = new(row.Workload.PadRight(ColumnWidth));
        line.AppendJoin("", _columns.Select(column => column.Cell(row).PadLeft(column.Width)));
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

    private static IEnumerable<Column> Columns(BenchOptions options, bool withPython)
    {
        yield return new("pickle MB", row => Megabytes(row.PickleBytes));
        if (withPython)
        {
            yield return new("CPython ms", row => Milliseconds(row, BenchRow.CPython));
        }

        yield return new("Pickling ms", row => Milliseconds(row, BenchRow.Pickling));
        if (withPython)
        {
            yield return new("speed-up", row => row.Ratio?.ToString("F2", CultureInfo.InvariantCulture) ?? "-");
        }

        if (options.SmallGen0)
        {
            yield return new("gen0 6 MB ms", row => Milliseconds(row, BenchRow.SmallGen0));
        }

        if (options.Razorvine is not null)
        {
            yield return new("Razorvine ms", row => Milliseconds(row, BenchRow.Razorvine));
        }

        yield return new("allocated MB", row => row.Medians.TryGetValue(BenchRow.Pickling, out Sample sample) ? Megabytes(sample.AllocatedBytes) : "-");
        if (options.Memory)
        {
            yield return new("kept MB", row => Megabytes(row.Memory?.Kept));
        }

        if (options.Memory && withPython)
        {
            yield return new("CPython peak MB", row => Megabytes(row.PythonMemory?.Peak));
            yield return new("CPython kept MB", row => Megabytes(row.PythonMemory?.Kept));
        }
    }

    private static string Milliseconds(BenchRow row, string contender) =>
        row.Medians.TryGetValue(contender, out Sample sample) ? (sample.CpuNanoseconds / 1e6).ToString("F3", CultureInfo.InvariantCulture) : "-";

    private static string Megabytes(long? bytes) =>
        bytes is { } number ? (number / 1e6).ToString(number < 100_000 ? "F4" : "F1", CultureInfo.InvariantCulture) : "-";

    private string Markdown()
    {
        StringBuilder text = new();
        text.Append('\n').Append(Heading).Append("\n\n```\ndotnet run -c Release --project bench/Pickling.Bench -- ").Append(_options.CommandLine).Append("\n```\n");
        foreach ((string operation, IReadOnlyList<BenchRow> rows) in _tables)
        {
            text.Append('\n').Append(Line(_columns.Select(column => column.Title).Prepend($"`{operation}`")));
            text.Append(Line(_columns.Select(_ => "---:").Prepend("---")));
            text.AppendJoin("", rows.Select(row => Line(_columns.Select(column => column.Cell(row)).Prepend(row.Workload))));
            string[] failures = [.. rows.SelectMany(row => row.Failures.Select(failure => $"- {row.Workload}, {failure.Key}: {failure.Value}\n"))];
            text.Append(failures.Length > 0 ? "\n" : "").AppendJoin("", failures);
        }

        return text.Append('\n').ToString();

        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
    }

    private sealed record Column(string Title, Func<BenchRow, string> Cell)
    {
        public int Width => Math.Max(ColumnWidth, Title.Length) + 2;
    }
}
