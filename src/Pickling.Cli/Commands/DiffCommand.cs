using System.CommandLine;
using System.Globalization;
using Pickling.Cli.Diff;
using Pickling.Cli.Input;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle diff</c>: where the values of two files differ.</summary>
internal static class DiffCommand
{
    private const int Different = 1;

    internal static Command Create(ToolConsole console)
    {
        var first = new Argument<string>("A") { Description = "File with pickles; - is standard input." };
        var second = new Argument<string>("B") { Description = "File with pickles to compare it with; - is standard input." };
        var max = new Option<int>("--max", "-n")
        {
            Description = "Differences to print; the others are counted.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        var order = new Option<bool>("--order") { Description = "Another order of a dict's keys is a difference, too." };
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("diff", "Compare what two files hold and print where it differs: exit code 0 equal, 1 different, 2 trouble.")
        {
            first, second, max, order, encoding,
        };
        command.SetAction(parsed =>
        {
            var options = ToolOptions.Lenient(CommonArguments.ParseEncoding(parsed.GetValue(encoding)!));
            if (parsed.GetValue(max) is < 0 and var number)
                throw new ToolException($"--max must be 0 or more, not {number}");
            if (parsed.GetValue(first) == "-" && parsed.GetValue(second) == "-")
                throw new ToolException("only one of the two can be standard input");
            try
            {
                var writer = new DiffWriter(console, parsed.GetValue(max), parsed.GetValue(order));
                Run(console, parsed.GetValue(first)!, parsed.GetValue(second)!, writer, options);
                writer.End();
                return writer.IsDifferent ? Different : ExitCodes.Success;
            }
            catch (ToolException exception)
            {
                // As with diff and cmp, 1 is an answer.
                throw new ToolException(exception.Message, ExitCodes.Usage, exception);
            }
            catch (OutOfMemoryException exception)
            {
                throw new ToolException("out of memory", ExitCodes.Usage, exception);
            }
        });
        return command;
    }

    private static void Run(ToolConsole console, string first, string second, DiffWriter writer, PickleOptions options)
    {
        using var a = InputFile.Open(first, console);
        using var b = InputFile.Open(second, console);
        writer.Names = (first, second);
        using var left = PickleSource.Load(a, options).GetEnumerator();
        using var right = PickleSource.Load(b, options with { Buffers = OutOfBand.Buffers }).GetEnumerator();
        for (var index = 1; ; index++)
        {
            var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
            if (!hasLeft && !hasRight)
                return;
            var isOnly = index == 1 && a.IsAtEnd && b.IsAtEnd;
            var root = GraphPath.Root(isOnly ? "root" : string.Create(CultureInfo.InvariantCulture, $"pickle {index}: root"));
            if (hasLeft && hasRight)
                new GraphDiff(writer.Tell).Compare(left.Current.Value, right.Current.Value, root);
            else if (hasLeft)
                writer.Tell(new Difference(DifferenceKind.Removed, root, left.Current.Value, null));
            else
                writer.Tell(new Difference(DifferenceKind.Added, root, null, right.Current.Value));
        }
    }
}
