using System.Net.Sockets;
using RabbitMQ.Client;

namespace Pickling.Celery.RabbitMq;

/// <summary>Reads addresses as Celery writes them in <c>broker_url</c>: kombu/utils/url.py.</summary>
internal static class RabbitMqAddress
{
    // As kombu's defaults.
    private const string Guest = "guest";

    // RabbitMQ's own limit is the one that counts: a connection that refuses a message would meet it again for ever.
    private const uint BodyBytesMax = 512 << 20;

    /// <summary>The servers of an address: several, parted by semicolons, stand for each other.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static List<ConnectionFactory> Parse(string address, RabbitMqOptions options) =>
        [.. address.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => ParseOne(part, options))];

    private static ConnectionFactory ParseOne(string address, RabbitMqOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("amqp" or "amqps" or "pyamqp") || uri.Host.Length == 0)
        {
            throw new ArgumentException("The address of RabbitMQ is like amqp://user:password@host:5672/virtual-host, or amqps://.", nameof(address));
        }

        bool isSecure = uri.Scheme == "amqps";
        string[] user = uri.UserInfo.Split(':', 2);
        string path = Uri.UnescapeDataString(uri.AbsolutePath.Length > 0 ? uri.AbsolutePath[1..] : "");
        var factory = new ConnectionFactory
        {
            HostName = uri.Host,
            Port = uri.Port > 0 ? uri.Port : isSecure ? 5671 : 5672,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : Guest,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : Guest,
            VirtualHost = path.Length > 0 ? path : "/",
            ClientProvidedName = options.ConnectionName,
            RequestedConnectionTimeout = options.ConnectTime,
            MaxInboundMessageBodySize = BodyBytesMax,

            // What is lost is opened again here, where it is known what belongs together.
            AutomaticRecoveryEnabled = false,
        };
        if (isSecure)
        {
            factory.Ssl = new SslOption(uri.Host, enabled: true);
        }

        options.Configure?.Invoke(factory);
        factory.AutomaticRecoveryEnabled = false;
        (SslOption tls, Func<AddressFamily, ITcpClient> open) = (factory.Ssl, factory.SocketFactory);
        factory.Ssl = new SslOption();
        factory.SocketFactory = family => new GuardedTcpClient(open(family), tls);
        return factory;
    }
}
