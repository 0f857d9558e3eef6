using Pickling.Cli;

using var console = ToolConsole.OfProcess();
return PickleTool.Run(args, console);
