using Pickling.Bench;

if (args.Length > 0 && args[0] == PeerLoop.Command)
{
    return PeerLoop.Run(args[1..], Console.In, Console.Out);
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

if (options.Help)
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

return new BenchRun(options, Console.Out).Run();
