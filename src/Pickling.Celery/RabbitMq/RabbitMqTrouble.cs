using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Pickling.Celery.RabbitMq;

/// <summary>What its client throws when RabbitMQ is the reason.</summary>
internal static class RabbitMqTrouble
{
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort NotImplemented = 540;

    public static bool Is(Exception error) =>
        error is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Whether it passes: everything but a refused password or permission.</summary>
    public static bool IsPassing(Exception error) => Is(error)
        && error is not ObjectDisposedException
        && error.GetBaseException() is not (AuthenticationFailureException or PossibleAuthenticationFailureException)
        && CodeOf(error) != AccessRefused;

    /// <summary>Whether a declaration was refused because of what is there, or because declaring is not allowed: then what is there is used.</summary>
    public static bool IsRefusedDeclaration(OperationInterruptedException error) => CodeOf(error) is AccessRefused or PreconditionFailed;

    /// <summary>Whether a queue does not bear a prefetch that is told for a whole channel: quorum queues.</summary>
    public static bool IsPrefetchRefused(OperationInterruptedException error) => CodeOf(error) == NotImplemented;

    private static ushort? CodeOf(Exception error) => (error as OperationInterruptedException)?.ShutdownReason?.ReplyCode;
}
