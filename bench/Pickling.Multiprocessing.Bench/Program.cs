using System.Globalization;
using Pickling.Multiprocessing;
using Pickling.Multiprocessing.Bench;

// Prints the tables of docs/multiprocessing.md: `Pickling.Multiprocessing.Bench PYTHON [PAIRS [ROUNDS [KIND]]]`. It starts
// processes of its own and of that Python, which needs numpy, and lets them exchange the same messages in turn.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["serve", string address]:
        ConnectionEnd.Serve(address, PickleListenerOptions.Default);
        return 0;
    case ["drive", string address]:
        ConnectionEnd.Drive(address, PickleConnectionOptions.Default);
        return 0;
    case [string python, .. { Length: <= 3 } rest] when File.Exists(python):
        ConnectionBench.Run(python, Number(rest, 0, 5), Number(rest, 1, 5), rest.ElementAtOrDefault(2));
        return 0;
    default:
        Console.Error.WriteLine("usage: Pickling.Multiprocessing.Bench PYTHON [PAIRS [ROUNDS [KIND]]]");
        return 2;
}

static int Number(string[] arguments, int index, int fallback) =>
    index < arguments.Length ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : fallback;
