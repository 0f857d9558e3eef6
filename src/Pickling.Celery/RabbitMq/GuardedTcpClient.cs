using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Pickling.Celery.RabbitMq;

/// <summary>
/// A connection of RabbitMQ.Client that is read through a <see cref="GuardedStream"/>. TLS is opened here and not by the client, as the
/// guard has to stand above it.
/// </summary>
/// <param name="inner">The client's own.</param>
/// <param name="tls">What was said about TLS.</param>
internal sealed class GuardedTcpClient(ITcpClient inner, SslOption tls) : ITcpClient
{
    private GuardedStream? _stream;

    public bool Connected => inner.Connected;

    public Socket Client => inner.Client;

    public TimeSpan ReceiveTimeout
    {
        get => inner.ReceiveTimeout;
        set => inner.ReceiveTimeout = value;
    }

    public async Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default)
    {
        await inner.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        Stream stream = inner.GetStream();
        if (tls.Enabled)
        {
            stream = await OpenTlsAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        _stream = new GuardedStream(inner.Client, stream);
    }

    public NetworkStream GetStream() => _stream ?? throw new InvalidOperationException("It is not connected.");

    public void Close() => inner.Close();

    public void Dispose()
    {
        _stream?.Dispose();
        inner.Dispose();
    }

    // As RabbitMQ.Client does it.
    private async Task<SslStream> OpenTlsAsync(Stream stream, CancellationToken cancellationToken)
    {
        RemoteCertificateValidationCallback validates = tls.CertificateValidationCallback ?? ((_, _, _, errors) => (errors & ~tls.AcceptablePolicyErrors) == SslPolicyErrors.None);
        var secured = new SslStream(stream, leaveInnerStreamOpen: false, validates, tls.CertificateSelectionCallback);
        try
        {
            await secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = tls.ServerName,
                    ClientCertificates = tls.Certs,
                    ClientCertificateContext = tls.ClientCertificateContext,
                    EnabledSslProtocols = tls.Version,
                    CertificateRevocationCheckMode = tls.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
                },
                cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
