using System.Globalization;
using Pickling.Multiprocessing;
using Pickling.Multiprocessing.Bench;

// Prints the table of docs/multiprocessing.md: `Pickling.Multiprocessing.Bench PYTHON [ROUNDS]`. It starts two processes of
// its own, and two of that Python, and lets them exchange the same messages in turn.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["serve", string address]:
        ConnectionEnd.Serve(address, PickleListenerOptions.Default);
        return 0;
    case ["drive", string address]:
        ConnectionEnd.Drive(address, PickleConnectionOptions.Default);
        return 0;
    case [string python] when File.Exists(python):
        ConnectionBench.Run(python, rounds: 7);
        return 0;
    case [string python, string rounds] when File.Exists(python):
        ConnectionBench.Run(python, int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("usage: Pickling.Multiprocessing.Bench PYTHON [ROUNDS]");
        return 2;
}
