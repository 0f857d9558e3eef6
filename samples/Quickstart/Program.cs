using Quickstart;

// What pickle is used for, each use with its result: `dotnet run --project samples/Quickstart`, and the same files and
// connections shared with a real Python: `dotnet run --project samples/Quickstart -- --python python3`.
switch (args)
{
    case []:
        Console.WriteLine("Four uses of pickle, in .NET alone:");
        return await Report.RunAsync(
            ("program state", ProgramState.RunAsync),
            ("TCP", TcpMessages.RunAsync),
            ("database", DatabaseBlobs.RunAsync),
            ("dictionary key", DictionaryKeys.RunAsync));

    case ["--python", var path]:
        if (await Python.FindAsync(path) is not { } python)
        {
            Console.Error.WriteLine($"{path} is no Python");
            return 1;
        }

        Console.WriteLine($"Files and connections shared with Python {python.Version}:");
        return await Report.RunAsync(
            ("files", report => PythonFiles.RunAsync(report, python)),
            ("TCP", report => PythonTcp.RunAsync(report, python)));

    // The second half of the program state part: this is the process that starts afresh.
    case [ProgramState.ContinueArgument, var folder]:
        ProgramState.Continue(folder);
        return 0;

    default:
        Console.Error.WriteLine("usage: Quickstart [--python PATH]");
        return 2;
}
