using System.Security.Cryptography.X509Certificates;

namespace EasyCron.Worker.Http;

/// <summary>
/// Makes one attempt: one request, and one more for each redirect followed. Whatever the target does, the result is an <see cref="AttemptOutcome"/>; only the caller's own
/// cancellation is thrown.
/// </summary>
internal sealed partial class HttpRequestSender : IDisposable
{
    private readonly HttpSettings _settings;
    private readonly HttpRequestBuilder _builder;
    private readonly HttpMessageInvoker _pooled;

    // A redirect sends us back to a host within a millisecond. One that closes its connections unannounced would then be met in the act, and the attempt would fail.
    private readonly HttpMessageInvoker _fresh;
    private readonly TimeProvider _clock;
    private readonly ILogger<HttpRequestSender> _logger;

    /// <summary>Makes a sender with a connection pool of its own; one serves the whole process.</summary>
    /// <param name="settings">What the operator chose.</param>
    /// <param name="clock">Times attempts and judges dates.</param>
    /// <param name="logger">Takes faults of our own, never the target's.</param>
    /// <param name="guard">Connects; a guard over the system's DNS and TCP when null.</param>
    /// <param name="trustedRoot">A root certificate to trust instead of the system's; null in production.</param>
    public HttpRequestSender(
        HttpSettings settings, TimeProvider clock, ILogger<HttpRequestSender> logger, AddressGuard? guard = null, X509Certificate2? trustedRoot = null)
    {
        _settings = settings;
        _clock = clock;
        _logger = logger;
        _builder = new HttpRequestBuilder(settings, clock);
        guard ??= new AddressGuard(settings.EgressAllow);
        _pooled = new HttpMessageInvoker(HttpTransport.Create(settings, guard, trustedRoot, reuse: true));
        _fresh = new HttpMessageInvoker(HttpTransport.Create(settings, guard, trustedRoot, reuse: false));
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="specification">What the job asks for.</param>
    /// <param name="context">Which attempt of which run it is.</param>
    /// <param name="runTimeLeft">What is left of the run's <c>timeout</c>; the attempt gets the smaller of it and <c>apiTimeout</c>.</param>
    /// <param name="cancellationToken">Breaks the attempt off; the target may have done its work already.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<AttemptOutcome> SendAsync(
        RequestSpecification specification, AttemptContext context, TimeSpan runTimeLeft, CancellationToken cancellationToken)
    {
        long started = _clock.GetTimestamp();
        var attempt = new Attempt(specification, context, runTimeLeft);
        var outcome = await SendWithinLimitAsync(attempt, cancellationToken);
        return outcome with { Duration = _clock.GetElapsedTime(started) };
    }

    /// <summary>Closes the pool's connections.</summary>
    public void Dispose()
    {
        _pooled.Dispose();
        _fresh.Dispose();
    }

    private async Task<AttemptOutcome> SendWithinLimitAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (!_builder.TryBuild(attempt.Specification, attempt.Context, out var request, out var faults))
        {
            return attempt.End(AttemptEnd.InvalidRequest, string.Join("; ", faults));
        }

        if (attempt.Limit <= TimeSpan.Zero)
        {
            return attempt.TimedOut(attempt.LimitingClock);
        }

        using var limit = new CancellationTokenSource(attempt.Limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(attempt, request, either.Token);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                return attempt.TimedOut(attempt.LimitingClock);
            }

            if (exception is OperationCanceledException { InnerException: TimeoutException })
            {
                return attempt.TimedOut(AttemptClock.Connect, _settings.ConnectTimeout);
            }

            TransportFault? fault = TransportFault.Describe(exception, attempt.Phase);
            if (fault is null)
            {
                LogUnexpected(attempt.Context.RunId, exception.GetType().Name, exception.StackTrace);
            }

            return attempt.End(fault?.End ?? AttemptEnd.AnswerBroken, fault?.Reason ?? $"the answer could not be handled ({exception.GetType().Name})");
        }
    }

    private async Task<AttemptOutcome> ExchangeAsync(Attempt attempt, OutgoingRequest first, CancellationToken cancellationToken)
    {
        var request = first;
        for (int hop = 1; ; hop++)
        {
            using var message = request.ToMessage();
            attempt.Begin(message);
            using var response = await (hop == 1 ? _pooled : _fresh).SendAsync(message, cancellationToken);
            attempt.Answered(response, _clock.GetUtcNow());
            if (attempt.Specification.FollowRedirects && RedirectRule.IsRedirect(response, out string? location))
            {
                if (!RedirectRule.TryFollow(request, (int)response.StatusCode, location, hop, out var next, out string? refusal))
                {
                    return attempt.End(AttemptEnd.RedirectRefused, refusal);
                }

                request = next;
                continue;
            }

            attempt.Body = new ResponseBody(response, _settings.LogMaxBytes, first.Mask);
            await attempt.Body.ReadAsync(cancellationToken);
            return attempt.End(AttemptEnd.Answered, reason: null);
        }
    }
}
