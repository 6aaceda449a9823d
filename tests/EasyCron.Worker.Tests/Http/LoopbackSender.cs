using System.Security.Cryptography.X509Certificates;
using EasyCron.Testing.Logging;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>A sender that may reach the loopback addresses, and nothing our own log should ever complain about.</summary>
internal sealed class LoopbackSender : IDisposable
{
    private readonly HttpRequestSender _sender;
    private readonly ListLogger<HttpRequestSender> _log = new();

    public LoopbackSender(HttpSettings? settings = null, X509Certificate2? trustedRoot = null, TimeProvider? clock = null)
    {
        var opened = (settings ?? new HttpSettings()) with { EgressAllow = Allow("127.0.0.0/8, ::1") };
        _sender = new HttpRequestSender(opened, clock ?? TimeProvider.System, _log, trustedRoot: trustedRoot);
    }

    public static EgressAllowList Allow(string text)
    {
        Assert.That(EgressAllowList.TryParse(text, out var list, out string? error), Is.True, error);
        return list!;
    }

    public Task<AttemptOutcome> SendAsync(string url, TimeSpan? timeout = null) => SendAsync(Requests.To(url) with { AttemptTimeout = timeout ?? TimeSpan.FromSeconds(20) });

    public async Task<AttemptOutcome> SendAsync(RequestSpecification specification, TimeSpan? runTimeLeft = null, CancellationToken cancellationToken = default)
    {
        var outcome = await _sender.SendAsync(specification, Requests.Context, runTimeLeft ?? TimeSpan.FromMinutes(1), cancellationToken);
        Assert.That(_log.Entries, Is.Empty, "an exception nobody foresaw");
        return outcome;
    }

    public void Dispose() => _sender.Dispose();
}
