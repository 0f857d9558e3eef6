using RabbitMQ.Client.Exceptions;

namespace Pickling.Celery.RabbitMq;

/// <summary>The client's own exception, which does not say what could not be reached and why.</summary>
internal sealed class RabbitMqUnreachableException(string server, BrokerUnreachableException cause) : BrokerUnreachableException(cause.InnerException ?? cause)
{
    public override string Message => $"RabbitMQ at {server} cannot be reached: {Reason}";

    // Connections are tried by IPv6 and IPv4: the last one says what is wrong.
    private string Reason => InnerException switch
    {
        AggregateException { InnerExceptions: [.., var last] } => last.GetBaseException().Message,
        { } error => error.GetBaseException().Message,
        _ => "nobody knows why",
    };
}
