using System.Net.Sockets;
using System.Security.Authentication;

namespace EasyCron.Worker.Http;

/// <summary>Puts the exceptions of the HTTP stack into words. Their own texts are not passed on: some hold addresses, some hold what the target sent.</summary>
/// <param name="End">What they amount to.</param>
/// <param name="Reason">The words.</param>
internal sealed record TransportFault(AttemptEnd End, string Reason)
{
    /// <summary>Describes a failure.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="phase">How far the attempt had come.</param>
    /// <returns>The fault; null for an exception that no transport throws and that is therefore a fault of our own.</returns>
    public static TransportFault? Describe(Exception exception, AttemptPhase phase)
    {
        var end = phase is AttemptPhase.Dns or AttemptPhase.Connect or AttemptPhase.Tls ? AttemptEnd.ConnectionFailed : AttemptEnd.AnswerBroken;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressRefusedException)
            {
                return new TransportFault(AttemptEnd.AddressRefused, cause.Message);
            }

            if (Words(cause, phase) is { } words)
            {
                return new TransportFault(end, words);
            }
        }

        return exception is HttpRequestException or IOException or SocketException or OperationCanceledException or InvalidDataException
            ? new TransportFault(end, phase == AttemptPhase.Tls ? "the TLS handshake failed" : "the connection failed")
            : null;
    }

    // The innermost exception that says something is found by walking inward, so general ones say nothing here.
    private static string? Words(Exception cause, AttemptPhase phase) => cause switch
    {
        UnansweredException => "the target closed the connection without an answer",
        SocketException socket => Words(socket.SocketErrorCode, phase),
        AuthenticationException when cause.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) => $"TLS: {cause.Message}",
        AuthenticationException => "the TLS handshake failed",
        HttpProtocolException protocol => $"HTTP/2 error {protocol.ErrorCode} from the target",
        InvalidDataException => "the compressed body is damaged",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed before the answer was complete",
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => "the answer is not valid HTTP",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "the answer is not valid HTTP",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } or HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            $"the response headers are larger than {HttpTransport.MaxHeaderKibibytes} KiB",
        HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } => "the target and the worker agree on no HTTP version",
        _ => null,
    };

    private static string Words(SocketError error, AttemptPhase phase) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData => "the host name does not exist",
        SocketError.TryAgain => "the name servers did not answer",
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "the target cannot be reached from here",
        SocketError.TimedOut => "the target does not answer",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the target reset the connection",
        _ => phase == AttemptPhase.Dns ? $"the host name could not be resolved ({error})" : $"the connection failed ({error})",
    };
}
