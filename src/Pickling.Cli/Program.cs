using System.Text;
using Pickling.Cli;

// --encoding cp1252 and its like.
Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
using var console = ToolConsole.OfProcess();
return PickleTool.Run(args, console);
