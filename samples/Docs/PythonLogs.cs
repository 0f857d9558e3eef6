using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Logging;

namespace Pickling.Docs;

/// <summary>The snippets of docs/logging.md. They take a port that others may have, so they are compiled and not run.</summary>
internal static class PythonLogs
{
    public static async Task ReceiveAsync()
    {
        // snippet: log-receive
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(9020, listen => listen.UseConnectionHandler<PickleLogReceiver>()));
        await using WebApplication app = builder.Build();
        await app.RunAsync();
        // end
    }

    public static void Send()
    {
        // snippet: log-send
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging
            .AddPickleSocket(new PickleLoggerOptions { Host = "localhost", Port = 9020 }));
        ILogger logger = factory.CreateLogger("shop.orders");
        if (logger.IsEnabled(LogLevel.Information))
        {
            logger.LogInformation("{Count} orders came in", 3);
        }
        // end
    }
}
