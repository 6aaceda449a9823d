using System.Net;
using System.Net.Sockets;
using EasyCron.Testing.Http;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>What a well-behaved target sees and what we make of its answers.</summary>
[Parallelizable(ParallelScope.All)]
public class HttpRequestSenderTests
{
    private static readonly TestCertificate Certificate = TestCertificate.Create();

    [Test]
    public async Task D16_the_request_arrives_as_the_job_describes_it()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/orders", HttpAnswer.WithStatus(201, "made", "text/plain"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To($"{target.Url}/orders?a=1", "post") with
        {
            Query = [new("b", "x y")],
            Headers = [new("X-Shop", "7"), new("X-Multi", "1"), new("X-Multi", "2")],
            Body = """{"n": 1}""",
            Auth = new RequestAuth("Authorization", "Bearer abcd", ["abcd"]),
        });

        var request = target.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode, outcome.Excerpt.Text), Is.EqualTo((AttemptEnd.Answered, (int?)201, "made")));
            Assert.That((request.Method, request.Target, request.Text), Is.EqualTo(("POST", "/orders?a=1&b=x%20y", """{"n": 1}""")));
            Assert.That(request.Header("content-type"), Is.EqualTo("application/json"));
            Assert.That(request.Header("x-shop"), Is.EqualTo("7"));
            Assert.That(request.Header("x-multi"), Is.EqualTo("1,2").Or.EqualTo("1, 2"));
            Assert.That(request.Header("authorization"), Is.EqualTo("Bearer abcd"));
            Assert.That(request.Header("accept-encoding"), Is.EqualTo("gzip, br, deflate"));
            Assert.That(request.Header("idempotency-key"), Is.EqualTo("crun1"));
        });
    }

    [TestCase("GET", null)]
    [TestCase("HEAD", null)]
    [TestCase("DELETE", null)]
    [TestCase("POST", "0")]
    [TestCase("PURGE", "0")]
    public async Task D16_without_a_body_no_body_is_sent(string method, string? contentLength)
    {
        await using var target = await HttpTarget.StartAsync();
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url, method));

        var request = target.Requests.Single();
        Assert.That(
            (outcome.End, request.Method, request.Header("content-length"), request.Header("content-type"), request.Header("transfer-encoding")),
            Is.EqualTo((AttemptEnd.Answered, method, contentLength, (string?)null, (string?)null)));
    }

    [Test]
    public async Task D16_a_get_with_a_content_type_sends_it_without_a_body()
    {
        await using var target = await HttpTarget.StartAsync();
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(Requests.To(target.Url) with { Body = "{}", Headers = [new("Content-Type", "application/json")] });

        var request = target.Requests.Single();
        Assert.That((request.Header("content-type"), request.Text), Is.EqualTo(("application/json", "")));
    }

    [Test]
    public async Task D16_a_request_that_is_refused_never_leaves()
    {
        await using var target = await HttpTarget.StartAsync();
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url) with { Headers = [new("X-A", "v\r\nX-B: 1")] });

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.InvalidRequest, AttemptPhase.Request)));
            Assert.That(outcome.Reason, Is.EqualTo("apiHeaders: invalid header \"X-A\": the value holds a line break (CR or LF)"));
            Assert.That(target.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task A_signed_request_carries_the_signature_of_the_bytes_sent()
    {
        await using var target = await HttpTarget.StartAsync();
        Assert.That(RequestSignature.TryParse("my-secret", out var signature, out _), Is.True);
        using var sender = new LoopbackSender(new HttpSettings { Signature = signature });

        _ = await sender.SendAsync(Requests.To(target.Url, "PUT") with { Body = "grüß", BodyType = "raw" });

        var request = target.Requests.Single();
        DateTimeOffset sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Header("webhook-timestamp")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(
            (request.Header("webhook-id"), request.Header("webhook-signature")),
            Is.EqualTo(("crun1", signature!.Sign("crun1", sentAt, request.Body.Span)[2].Value)));
    }

    [TestCase("gzip")]
    [TestCase("x-gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("raw deflate")]
    [TestCase("gzip, br")]
    public async Task A_compressed_answer_is_read(string coding)
    {
        await using var target = await HttpTarget.StartAsync();
        byte[] packed = Packed.With(coding, [.. "héllo wörld"u8]);
        target.Answer("/", new HttpAnswer { Body = packed }.With("Content-Type", "text/plain").With("Content-Encoding", Packed.Name(coding)));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.Excerpt.ToString(), outcome.BytesRead), Is.EqualTo((AttemptEnd.Answered, "héllo wörld", packed.Length)));
    }

    [TestCase("gzip", 204)]
    [TestCase("br", 304)]
    [TestCase("deflate", 200)]
    [TestCase("gzip", 200)]
    public async Task A_compressed_answer_without_a_body_is_empty(string coding, int status)
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.WithStatus(status).With("Content-Encoding", coding));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url, status == 200 ? "HEAD" : "GET"));

        Assert.That((outcome.End, outcome.StatusCode, outcome.Excerpt.ToString()), Is.EqualTo((AttemptEnd.Answered, (int?)status, "")));
    }

    [Test]
    public async Task D19_the_wait_a_busy_target_asks_for_is_passed_on()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.WithStatus(429, "slow down").With("Retry-After", "120"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.StatusCode, outcome.RetryAfter), Is.EqualTo(((int?)429, (TimeSpan?)TimeSpan.FromMinutes(2))));
    }

    [Test]
    public async Task Connections_are_used_again()
    {
        await using var target = await HttpTarget.StartAsync();
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(target.Url);
        _ = await sender.SendAsync(target.Url);

        Assert.That(target.Requests.Select(request => request.ClientPort).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task HTTP_2_is_spoken_where_the_target_offers_it()
    {
        await using var target = await HttpTarget.StartAsync(new HttpTargetOptions { Certificate = Certificate });
        target.Answer("/", HttpAnswer.Ok("secure", "text/plain"));
        using var sender = new LoopbackSender(trustedRoot: Certificate.Authority);

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.Excerpt.Text, target.Requests.Single().Protocol), Is.EqualTo((AttemptEnd.Answered, "secure", "HTTP/2")), outcome.Reason);
    }

    [Test]
    public async Task D25_a_certificate_nobody_vouches_for_is_refused()
    {
        await using var target = await HttpTarget.StartAsync(new HttpTargetOptions { Certificate = Certificate });
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.ConnectionFailed, AttemptPhase.Tls)));
            Assert.That(outcome.Reason, Does.StartWith("TLS: ").And.Contain("certificate"));
            Assert.That(target.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task D25_a_certificate_of_another_name_is_refused()
    {
        await using var target = await HttpTarget.StartAsync(new HttpTargetOptions { Certificate = Certificate });
        int port = new Uri(target.Url).Port;
        var guard = new AddressGuard(LoopbackSender.Allow("other.test"), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var sender = new HttpRequestSender(
            new HttpSettings(), TimeProvider.System, new ListLogger<HttpRequestSender>(), guard, Certificate.Authority);

        var outcome = await sender.SendAsync(Requests.To($"https://other.test:{port}/"), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That((outcome.End, outcome.Phase, target.Requests.Count), Is.EqualTo((AttemptEnd.ConnectionFailed, AttemptPhase.Tls, 0)), outcome.Reason);
    }

    [Test]
    public async Task A_server_that_does_not_speak_TLS_is_a_TLS_failure()
    {
        using var sender = new LoopbackSender();
        await using var plain = RawTarget.Start((connection, end) => connection.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n", end));

        var outcome = await sender.SendAsync(plain.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.That((outcome.End, outcome.Phase, outcome.Reason), Is.EqualTo((AttemptEnd.ConnectionFailed, AttemptPhase.Tls, "the TLS handshake failed")));
    }

    [Test]
    public async Task A_port_nobody_listens_on_is_a_failure_to_connect()
    {
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync($"http://127.0.0.1:{FreePort.Next()}/");

        Assert.That((outcome.End, outcome.Phase, outcome.Reason), Is.EqualTo((AttemptEnd.ConnectionFailed, AttemptPhase.Connect, "connection refused")));
    }

    [TestCase(SocketError.HostNotFound, "the host name does not exist")]
    [TestCase(SocketError.TryAgain, "the name servers did not answer")]
    public async Task Fault31_a_name_that_does_not_resolve_fails_in_the_phase_dns(SocketError error, string reason)
    {
        var guard = new AddressGuard(EgressAllowList.None, (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error)));
        using var sender = new HttpRequestSender(new HttpSettings(), TimeProvider.System, new ListLogger<HttpRequestSender>(), guard);

        var outcome = await sender.SendAsync(Requests.To("http://gone.test/"), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That((outcome.End, outcome.Phase, outcome.Reason), Is.EqualTo((AttemptEnd.ConnectionFailed, AttemptPhase.Dns, reason)));
    }

    [Test]
    public async Task Fault31_name_servers_that_never_answer_end_by_the_connect_clock_in_the_phase_dns()
    {
        var guard = new AddressGuard(EgressAllowList.None, (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        var settings = new HttpSettings { ConnectTimeout = TimeSpan.FromMilliseconds(100) };
        using var sender = new HttpRequestSender(settings, TimeProvider.System, new ListLogger<HttpRequestSender>(), guard);

        var outcome = await sender.SendAsync(Requests.To("http://slow.test/"), Requests.Context, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That((outcome.End, outcome.Clock, outcome.Phase), Is.EqualTo((AttemptEnd.TimedOut, (AttemptClock?)AttemptClock.Connect, AttemptPhase.Dns)));
    }
}
