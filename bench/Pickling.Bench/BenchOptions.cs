using System.Globalization;

namespace Pickling.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Times Pickle.Loads and Pickle.Dumps against CPython's C pickler, on the same pickles, in turns.

          --filter A,B        only workloads whose name contains A or B (an exact name wins)
          --only loads|dumps  one operation
          --rounds N          samples of each contender, taken in turns (default 7)
          --protocol N        protocol of the pickles, 2 to 5 (default 5)
          --python PATH       the Python to compare with (default: the fastest found)
          --data FOLDER       where the pickles are kept (default: a folder of the system's temp folder)
          --no-python         time .NET alone
          --razorvine DLL     time Razorvine.Pickle too, from that assembly
          --small-gen0        time Pickling a second time with DOTNET_GCGen0MaxBudget=0x600000
          --memory            what one call takes and its result keeps, here and in Python (tracemalloc)
          --in-process        run in this process, .NET alone, one line a sample: for profilers
          --markdown FILE     write the tables between the bench markers of FILE
        """;

    public IReadOnlyList<string> Filters { get; private init; } = [];

    public IReadOnlyList<string> Operations { get; private init; } = ["loads", "dumps"];

    public int Rounds { get; private init; } = 7;

    public int Protocol { get; private init; } = PickleOptions.HighestProtocol;

    public string? Python { get; private init; }

    public string? DataFolder { get; private init; }

    public bool NoPython { get; private init; }

    public string? Razorvine { get; private init; }

    public bool SmallGen0 { get; private init; }

    public bool Memory { get; private init; }

    public bool InProcess { get; private init; }

    public string? Markdown { get; private init; }

    public bool Help { get; private init; }

    /// <summary>The arguments for the line that says how a table was made; paths of this machine are cut to their last part.</summary>
    public string CommandLine { get; private init; } = "";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or lacks its value.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        BenchOptions options = new() { CommandLine = string.Join(' ', arguments.Select(argument => Path.IsPathRooted(argument) ? Path.GetFileName(argument) : argument)) };
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? name))
        {
            options = name switch
            {
                "--filter" => options with { Filters = Value().Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--only" => options with { Operations = [OneOf(Value(), "loads", "dumps")] },
                "--rounds" => options with { Rounds = Number(1, 10_000) },
                "--protocol" => options with { Protocol = Number(2, PickleOptions.HighestProtocol) },
                "--python" => options with { Python = Value() },
                "--data" => options with { DataFolder = Value() },
                "--no-python" => options with { NoPython = true },
                "--razorvine" => options with { Razorvine = Value() },
                "--small-gen0" => options with { SmallGen0 = true },
                "--memory" => options with { Memory = true },
                "--in-process" => options with { InProcess = true },
                "--markdown" => options with { Markdown = Value() },
                "--help" or "-h" => options with { Help = true },
                _ => throw new ArgumentException($"unknown argument {name}"),
            };

            string Value() => rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{name} needs a value");

            int Number(int least, int most) =>
                int.TryParse(Value(), CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
                    ? number
                    : throw new ArgumentException($"{name} needs a number from {least} to {most}");
        }

        return options;

        static string OneOf(string value, params string[] choices) =>
            choices.Contains(value) ? value : throw new ArgumentException($"expected one of {string.Join(", ", choices)}, not {value}");
    }
}
