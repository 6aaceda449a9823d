using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;

namespace EasyCron.Testing.Tests.Http;

public sealed class HttpTargetTests
{
    private readonly HttpClient _client = new();

    [TearDown]
    public void Close() => _client.Dispose();

    [Test]
    public async Task A_request_is_remembered_whole()
    {
        await using var target = await HttpTarget.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{target.Url}/a%20b?x=1&x=%20")
        {
            Content = new StringContent("body ü"),
            Headers = { { "X-One", "1" } },
        };

        using var response = await _client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var received = (await target.WaitForRequestsAsync("/a b"))[0];
        Assert.That(received.Method, Is.EqualTo("PUT"));
        Assert.That(received.Target, Is.EqualTo("/a%20b?x=1&x=%20"));
        Assert.That(received.Query, Is.EqualTo("?x=1&x=%20"));
        Assert.That(received.Header("x-one"), Is.EqualTo("1"));
        Assert.That(received.Text, Is.EqualTo("body ü"));
        Assert.That(received.Protocol, Is.EqualTo("HTTP/1.1"));
    }

    [Test]
    public async Task A_path_fails_as_often_as_scripted_and_then_answers()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/flaky", HttpAnswer.WithStatus(500, "no").Times(2).With("Retry-After", "1"), HttpAnswer.Ok("yes", "text/plain"));

        var statuses = new List<int>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            using var response = await _client.GetAsync($"{target.Url}/flaky");
            statuses.Add((int)response.StatusCode);
            Assert.That(response.Headers.RetryAfter?.Delta, statuses[^1] == 500 ? Is.EqualTo(TimeSpan.FromSeconds(1)) : Is.Null);
        }

        Assert.That(statuses, Is.EqualTo(new[] { 500, 500, 200, 200 }));
    }

    [Test]
    public async Task An_answer_waits_for_its_gate()
    {
        await using var target = await HttpTarget.StartAsync();
        var gate = new TaskCompletionSource();
        target.Answer("/gated", HttpAnswer.Ok("done").After(gate.Task));

        var answer = _client.GetStringAsync($"{target.Url}/gated");
        var received = (await target.WaitForRequestsAsync("/gated"))[0];
        Assert.That((answer.IsCompleted, received.EndedAt), Is.EqualTo((false, (DateTimeOffset?)null)));
        gate.SetResult();

        Assert.That(await answer, Is.EqualTo("done"));
        await Eventually.BecomesTrueAsync(() => received.EndedAt >= received.ArrivedAt);
        Assert.That(received.ClientGone, Is.False);
    }

    [Test]
    public async Task A_client_that_goes_during_a_hang_is_noticed()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/hang", HttpAnswer.Hang);
        using var impatience = new CancellationTokenSource();

        var answer = _client.GetAsync($"{target.Url}/hang", impatience.Token);
        var received = (await target.WaitForRequestsAsync("/hang"))[0];
        await impatience.CancelAsync();

        await Assert.ThatAsync(() => answer, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.BecomesTrueAsync(() => received.ClientGone);
    }

    [Test]
    public async Task A_broken_connection_is_a_failure_for_the_client()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/break", HttpAnswer.Break);

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync($"{target.Url}/break"));
    }

    [Test]
    public async Task A_wait_for_requests_that_do_not_come_shows_those_that_came()
    {
        await using var target = await HttpTarget.StartAsync();
        using var response = await _client.GetAsync($"{target.Url}/came");

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => target.WaitForRequestsAsync("/came", 2, TimeSpan.Zero));

        Assert.That(failure?.Message, Does.Contain("GET /came"));
    }

    [TestCase(false, "HTTP/1.1")]
    [TestCase(true, "HTTP/2")]
    public async Task Tls_is_served_with_a_certificate_of_our_own_authority(bool wantHttp2, string protocol)
    {
        var certificate = TestCertificate.Create();
        await using var target = await HttpTarget.StartAsync(new HttpTargetOptions { Certificate = certificate });
        using var handler = new SocketsHttpHandler { SslOptions = Trusting(certificate) };
        using var client = new HttpClient(handler) { DefaultRequestVersion = wantHttp2 ? HttpVersion.Version20 : HttpVersion.Version11 };

        await client.GetStringAsync($"{target.Url}/secure");

        Assert.That(target.Requests[0].Protocol, Is.EqualTo(protocol));
    }

    [Test]
    public async Task Http2_is_served_without_tls_where_wanted()
    {
        await using var target = await HttpTarget.StartAsync(new HttpTargetOptions { PlainHttp2 = true });
        _client.DefaultRequestVersion = HttpVersion.Version20;
        _client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await _client.GetStringAsync($"{target.Url}/h2c");

        Assert.That(target.Requests[0].Protocol, Is.EqualTo("HTTP/2"));
    }

    private static SslClientAuthenticationOptions Trusting(TestCertificate certificate) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate.Authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
