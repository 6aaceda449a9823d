using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Servers that lie, stall, flood and break off. Each has one named end, and each attempt is one request.</summary>
[Parallelizable(ParallelScope.All)]
public class HostileAnswerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3); // long enough for a busy machine to reach the phase
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    private static readonly string ManyHeaders = string.Concat(Enumerable.Repeat("X-Filler: aaaaaaaaaaaaaaaaaaaa\r\n", 10_000));

    private static IEnumerable<TestCaseData> Answers()
    {
        yield return Case("garbage status line", "SSH-2.0-OpenSSH_9.2\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the answer is not valid HTTP");
        yield return Case("unknown HTTP version", "HTTP/9.9 200 OK\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the answer is not valid HTTP");
        yield return Case("status of four digits", "HTTP/1.1 1000 OK\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the answer is not valid HTTP");
        yield return Case("status of letters", "HTTP/1.1 abc OK\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the answer is not valid HTTP");
        yield return Case("half a status line", "HTTP/1.1 20", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the connection was closed before the answer was complete");
        yield return Case("header without colon", $"{Ok}nonsense\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the answer is not valid HTTP");
        yield return Case("status 099", "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", AttemptEnd.Answered, AttemptPhase.Body, 99, null);
        yield return Case("status 999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", AttemptEnd.Answered, AttemptPhase.Body, 999, null);
        yield return Case("protocol switched", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nxxxx", AttemptEnd.Answered, AttemptPhase.Body, 101, null);
        yield return Case("an interim answer and no other", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the connection was closed before the answer was complete");
        yield return Case("no answer at all", "", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the target closed the connection without an answer");
        yield return Case("a body shorter than promised", $"{Ok}Content-Length: 50\r\n\r\nabc", AttemptEnd.AnswerBroken, AttemptPhase.Body, 200, "the connection was closed before the answer was complete");
        yield return Case("a chunk size that is no number", $"{Ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Body, 200, "the answer is not valid HTTP");
        yield return Case("chunks that stop", $"{Ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Body, 200, "the connection was closed before the answer was complete");
        yield return Case("10,000 headers", $"{Ok}{ManyHeaders}\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the response headers are larger than 64 KiB");
        yield return Case("a header of 100 KB", $"{Ok}X: {new string('x', 100_000)}\r\n\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Headers, null, "the response headers are larger than 64 KiB");
        yield return Case("trailers without end", $"{Ok}Transfer-Encoding: chunked\r\n\r\n0\r\n{ManyHeaders}\r\n", AttemptEnd.AnswerBroken, AttemptPhase.Body, 200, "the response headers are larger than 64 KiB");
        yield return Case("a body that is no gzip", $"{Ok}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", AttemptEnd.AnswerBroken, AttemptPhase.Body, 200, "the compressed body is damaged");
        yield return Case("a negative length", $"{Ok}Content-Length: -3\r\n\r\nabc", AttemptEnd.Answered, AttemptPhase.Body, 200, null);
        yield return Case("no length, then the end", $"{Ok}\r\nabc", AttemptEnd.Answered, AttemptPhase.Body, 200, null);
        yield return Case("an unknown charset", $"{Ok}Content-Type: text/plain; charset=klingon\r\nContent-Length: 3\r\n\r\nabc", AttemptEnd.Answered, AttemptPhase.Body, 200, null);
        yield return Case("a content type of junk", $"{Ok}Content-Type: ;;;\r\nContent-Length: 3\r\n\r\nabc", AttemptEnd.Answered, AttemptPhase.Body, 200, null);
        yield return Case("an unknown content coding", $"{Ok}Content-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc", AttemptEnd.Answered, AttemptPhase.Body, 200, null);
    }

    [TestCaseSource(nameof(Answers))]
    public async Task Fault30_a_broken_answer_has_a_named_end(string answer, object end, object phase, int? status, string? reason)
    {
        await using var target = RawTarget.Start(RawScript.Send(answer));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Phase, outcome.StatusCode, outcome.Reason), Is.EqualTo(((AttemptEnd)end, (AttemptPhase)phase, status, reason)));
            Assert.That(target.Connections, Is.EqualTo(1), "one attempt is one request");
        });
    }

    [Test]
    public async Task Fault30_a_reset_after_the_request_is_one_request()
    {
        await using var target = RawTarget.Start(RawScript.Reset);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Phase, outcome.Reason), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers, "the target reset the connection")));
            Assert.That(target.Connections, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Fault30_a_reset_within_the_body_keeps_the_status()
    {
        await using var target = RawTarget.Start(RawScript.ResetAfter($"{Ok}Content-Length: 50\r\n\r\nabc"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.Phase, outcome.StatusCode), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Body, (int?)200)));
    }

    [TestCase("GET")]
    [TestCase("POST")]
    public async Task D24_a_connection_from_the_pool_that_ends_without_answer_is_not_asked_again(string method)
    {
        int requests = 0;
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            while (await connection.ReadHeadAsync(end) is { Length: > 0 })
            {
                if (Interlocked.Increment(ref requests) > 1)
                {
                    return;
                }

                await connection.SendAsync($"{Ok}Content-Length: 2\r\n\r\nok", end);
            }
        });
        using var sender = new LoopbackSender();

        var first = await sender.SendAsync(Requests.To(target.Url, method));
        var second = await sender.SendAsync(Requests.To(target.Url, method));

        Assert.Multiple(() =>
        {
            Assert.That(first.End, Is.EqualTo(AttemptEnd.Answered));
            Assert.That((second.End, second.Reason), Is.EqualTo((AttemptEnd.AnswerBroken, "the target closed the connection without an answer")));
            Assert.That((requests, target.Connections), Is.EqualTo((2, 1)));
        });
    }

    [Test]
    public async Task Fault30_interim_answers_without_end_are_broken_off()
    {
        await using var target = RawTarget.Start(RawScript.Endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.Reason), Is.EqualTo((AttemptEnd.AnswerBroken, "the response headers are larger than 64 KiB")));
    }

    private static IEnumerable<TestCaseData> Stalls()
    {
        yield return new TestCaseData(RawScript.Silence, "http", AttemptPhase.Headers, null).SetArgDisplayNames("accept and say nothing");
        yield return new TestCaseData(RawScript.Silence, "https", AttemptPhase.Tls, null).SetArgDisplayNames("a TLS handshake that stalls");
        yield return new TestCaseData(RawScript.Trickle($"{Ok}{ManyHeaders}", TimeSpan.FromMilliseconds(30)), "http", AttemptPhase.Headers, null).SetArgDisplayNames("headers byte by byte");
        yield return new TestCaseData(SendAndWait($"{Ok}Transfer-Encoding: chunked\r\n\r\n"), "http", AttemptPhase.Body, 200).SetArgDisplayNames("a body that never comes");
    }

    [TestCaseSource(nameof(Stalls))]
    public async Task Fault26_a_target_that_stalls_ends_by_the_attempts_clock_and_the_phase_is_named(
        Func<RawConnection, CancellationToken, Task> script, string scheme, object phase, int? status)
    {
        await using var target = RawTarget.Start(script);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url.Replace("http:", $"{scheme}:", StringComparison.Ordinal), Short);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Clock, outcome.Phase, outcome.StatusCode), Is.EqualTo((AttemptEnd.TimedOut, (AttemptClock?)AttemptClock.Attempt, (AttemptPhase)phase, status)));
            Assert.That(outcome.Reason, Is.EqualTo("not done within 3000 ms (apiTimeout)"));
            Assert.That(outcome.Duration, Is.GreaterThanOrEqualTo(Short - TimeSpan.FromMilliseconds(20)));
        });
    }

    [Test]
    public async Task D14_the_runs_clock_is_named_when_it_is_the_shorter_one()
    {
        await using var target = RawTarget.Start(RawScript.Silence);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url), runTimeLeft: Short);

        Assert.That((outcome.End, outcome.Clock, outcome.Reason), Is.EqualTo((AttemptEnd.TimedOut, (AttemptClock?)AttemptClock.Run, "the run's time was used up (timeout)")));
    }

    [Test]
    public async Task D14_without_time_left_no_request_is_made()
    {
        await using var target = RawTarget.Start(RawScript.Silence);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url), runTimeLeft: TimeSpan.Zero);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Clock, outcome.Phase), Is.EqualTo((AttemptEnd.TimedOut, (AttemptClock?)AttemptClock.Run, AttemptPhase.Request)));
            Assert.That(target.Connections, Is.Zero);
        });
    }

    [Test]
    public async Task D14_the_connect_clock_is_named_when_it_runs_out_first()
    {
        await using var target = RawTarget.Start(RawScript.Silence);
        using var sender = new LoopbackSender(new HttpSettings { ConnectTimeout = Short });

        var outcome = await sender.SendAsync(target.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.That((outcome.End, outcome.Clock, outcome.Phase, outcome.Reason), Is.EqualTo(
            (AttemptEnd.TimedOut, (AttemptClock?)AttemptClock.Connect, AttemptPhase.Tls, "no connection within 3000 ms (connect timeout)")));
    }

    [Test]
    public async Task D12_a_body_that_times_out_keeps_what_came_and_the_status()
    {
        await using var target = RawTarget.Start(SendAndWait($"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 1000\r\n\r\n{new string('a', 100)}"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url, Short);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode, outcome.RetryAfter), Is.EqualTo((AttemptEnd.TimedOut, (int?)503, (TimeSpan?)TimeSpan.FromSeconds(7))));
            Assert.That(outcome.Excerpt.Text, Is.EqualTo(new string('a', 100)));
            Assert.That(outcome.BytesRead, Is.EqualTo(100));
        });
    }

    [Test]
    public async Task The_callers_own_cancellation_is_thrown()
    {
        await using var target = RawTarget.Start(RawScript.Silence);
        using var sender = new LoopbackSender();
        using var stop = new CancellationTokenSource();

        var sending = sender.SendAsync(Requests.To(target.Url), cancellationToken: stop.Token);
        await EasyCron.Testing.Eventually.BecomesTrueAsync(() => target.Connections == 1);
        await stop.CancelAsync();

        Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
    }

    private static Func<RawConnection, CancellationToken, Task> SendAndWait(string text) => async (connection, end) =>
    {
        await connection.ReadHeadAsync(end);
        await connection.SendAsync(text, end);
        await connection.WaitForCloseAsync(end);
    };

    private static TestCaseData Case(string name, string answer, AttemptEnd end, AttemptPhase phase, int? status, string? reason) =>
        new TestCaseData(answer, end, phase, status, reason).SetArgDisplayNames(name);
}
