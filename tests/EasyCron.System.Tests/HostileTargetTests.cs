using System.Globalization;
using System.IO.Compression;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;

namespace EasyCron.System.Tests;

/// <summary>Targets that mean harm: each run ends with a name for what was met, and the worker stays as it was.</summary>
public sealed class HostileTargetTests : SharedSystemTest
{
    private const long Megabyte = 1 << 20;

    private static readonly TestCaseData[] Answers =
    [
        Row("an endless body", RawScript.Endless("HTTP/1.1 200 OK\r\n\r\n", new string('x', 8_192)), "OK", 200, "xxxx"),
        Row("endless chunks", RawScript.Endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n" + new string('y', 4_096) + "\r\n"), "OK", 200, "yyyy"),
        Row("endless headers", RawScript.Endless("HTTP/1.1 200 OK\r\n", "X-A: 1234567890123456789012345678901234567890\r\n"), "FAIL", null, "header"),
        Row("an endless status line", RawScript.Endless("HTTP/1.1 200 ", "OK OK OK OK OK OK OK OK OK OK OK OK OK OK OK OK OK OK"), "FAIL", null, "(phase headers)"),
        Row("silence", RawScript.Silence, "TIMEOUT", null, "headers"),
        Row("headers byte by byte", RawScript.Trickle("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\nX-C: 3\r\n\r\n", TimeSpan.FromSeconds(0.5)), "TIMEOUT", null, "headers"),
        Row("a body byte by byte", RawScript.Trickle("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + new string('z', 500), TimeSpan.FromSeconds(0.04)), "TIMEOUT", 200, "body", 8_000),
        Row("a reset", RawScript.Reset, "FAIL", null, "phase"),
        Row("a reset in the headers", RawScript.ResetAfter("HTTP/1.1 200 OK\r\nX-A"), "FAIL", null, "phase"),
        Row("an end before the end", RawScript.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "FAIL", 200, "body"),
        Row("garbage", RawScript.Send("\u0001\u0002\u0003 this is no HTTP\r\n\r\n"), "FAIL", null, "phase headers"),
        Row("status 099", RawScript.Send("HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"), "FAIL", 99, "HTTP 099"),
        Row("status 999", RawScript.Send("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"), "FAIL", 999, "HTTP 999"),
        Row("status 9999", RawScript.Send("HTTP/1.1 9999 Odd\r\nContent-Length: 0\r\n\r\n"), "FAIL", null, "phase"),
        Row("a redirect to a file", Redirect("file:///etc/passwd"), "FAIL", 302, "redirect"),
        Row("a redirect to gopher", Redirect("gopher://127.0.0.1/"), "FAIL", 302, "redirect"),
        Row("a redirect to a private address", Redirect("http://10.1.2.3/latest/meta-data"), "FAIL", 302, "EGRESS_ALLOW"),
        Row("a redirect to nowhere", RawScript.Send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), "FAIL", 302, "302"),
        Row("a redirect to junk", Redirect("http://[::1"), "FAIL", 302, "redirect"),
    ];

    protected override (string Name, string? Value)[] Settings => [("LOG_MAX_BYTES", "4096"), ("WORKER_CONCURRENCY", "20")];

    [TestCaseSource(nameof(Answers))]
    public async Task A_hostile_answer_ends_the_run_with_a_name(Func<RawConnection, CancellationToken, Task> script, string state, int? exitCode, string said, int apiTimeout)
    {
        await using var target = RawTarget.Start(script);
        var jobId = await Site.AddJobAsync(("apiUrl", $"{target.Url}/"), ("apiTimeout", apiTimeout), ("retries", 1));

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.ExitCode), Is.EqualTo((state, exitCode)), run.Log);
        Assert.That(run.Log, Does.Contain(said).And.Not.Contains("\0").And.Length.LessThan(5_000));
        await Eventually.BecomesTrueAsync(() => target.OpenConnections == 0);
    }

    private static readonly TestCaseData[] Refused =
    [
        new TestCaseData("http://169.254.169.254/latest/meta-data/"), new TestCaseData("http://10.0.0.1/"), new TestCaseData("http://[::ffff:10.0.0.1]/"),
        new TestCaseData("http://[64:ff9b::a00:1]/"), new TestCaseData("http://[2002:a00:1::]/"), new TestCaseData("http://[fd00::1]/"), new TestCaseData("http://0.0.0.0/"),
        new TestCaseData("http://100.64.0.1/"), new TestCaseData("http://2130706434/"), new TestCaseData("http://0x7f.0.0.2/"),
    ];

    [TestCaseSource(nameof(Refused))]
    public async Task D25_a_private_address_is_refused_however_it_is_written(string url)
    {
        var run = await Site.RunAsync(await Site.AddJobAsync(("apiUrl", url)));

        Assert.That((run.State, run.ExitCode, run.Attempts), Is.EqualTo(("FAIL", default(int?), 1)));
        Assert.That(run.Log, Does.Contain("EGRESS_ALLOW"));
    }

    [TestCase("""{"X-A":"v\r\nX-B: 1"}""", "X-A")]
    [TestCase("""{"X-A":"a\u0001b"}""", "X-A")]
    [TestCase("""{"X A":"v"}""", "X A")]
    [TestCase("""{"Host":"evil.test"}""", "Host")]
    [TestCase("""{"Transfer-Encoding":"chunked"}""", "Transfer-Encoding")]
    [TestCase("""{"Content-Length":"5"}""", "Content-Length")]
    [TestCase("""{"X-A":"naïve"}""", "X-A")]
    public async Task D16_a_header_that_would_break_the_request_is_named_and_nothing_is_sent(string headers, string name)
    {
        var jobId = await Site.AddJobAsync(("apiHeaders", headers));

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.Attempts), Is.EqualTo(("FAIL", 1)));
        Assert.That(run.Log, Does.Contain($"invalid header \"{name}\""));
        Assert.That(Site.Hits(jobId), Is.Empty);
    }

    [TestCase("apiHeaders", "17")]
    [TestCase("apiHeaders", "\"text\"")]
    [TestCase("apiQueryParams", "true")]
    [TestCase("apiAuth", "[]")]
    [TestCase("apiAuth", """{"type":"magic"}""")]
    [TestCase("apiAuth", """{"type":"bearer"}""")]
    public async Task A_field_of_the_wrong_form_fails_the_run_by_its_name(string column, string value)
    {
        var jobId = await Site.AddJobAsync((column, value));

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.Attempts), Is.EqualTo(("FAIL", 1)));
        Assert.That(run.Log, Does.Contain(column));
        Assert.That(Site.Hits(jobId), Is.Empty);
    }

    [TestCase("apiHeaders")]
    [TestCase("apiQueryParams")]
    [TestCase("apiAuth")]
    [TestCase("apiSuccessCodes")]
    [TestCase("apiFailureCodes")]
    [TestCase("allowedDays")]
    [TestCase("notificationRecipients")]
    [TestCase("notificationHttpCodes")]
    public async Task A_JSON_null_is_no_value(string column) => Assert.That((await Site.RunAsync(await Site.AddJobAsync((column, "null")))).State, Is.EqualTo("OK"));

    [Test]
    public async Task A_redirect_in_a_circle_ends_after_ten()
    {
        var jobId = await Site.AddJobAsync(("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Redirect($"/{jobId}"));

        var run = await Site.RunAsync(jobId);

        Assert.That((run.State, run.ExitCode), Is.EqualTo(("FAIL", 302)));
        Assert.That(run.Log, Does.Contain("more than 10 redirects"));
        Assert.That(Site.Hits(jobId), Has.Count.EqualTo(11));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_a_failure_of_dns()
    {
        var run = await Site.RunAsync(await Site.AddJobAsync(("apiUrl", "http://nobody.invalid/"), ("retries", 1)));

        Assert.That(run.State, Is.EqualTo("FAIL").Or.EqualTo("TIMEOUT"));
        Assert.That(run.Log, Does.Contain("dns"));
    }

    [Test]
    public async Task TLS_that_is_none_is_a_failure_of_tls()
    {
        await using var target = RawTarget.Start((connection, end) => connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", end));

        var run = await Site.RunAsync(await Site.AddJobAsync(("apiUrl", $"https://127.0.0.1:{target.Port}/"), ("retries", 1)));

        Assert.That((run.State, run.ExitCode), Is.EqualTo(("FAIL", default(int?))));
        Assert.That(run.Log, Does.Contain("tls"));
    }

    [Test]
    public async Task Bombs_and_endless_bodies_leave_memory_flat()
    {
        var bomb = Bomb();
        var bombs = await Site.AddJobAsync(("concurrency", "allow"), ("retries", 1));
        Site.Target.Answer($"/{bombs}", new HttpAnswer { Body = bomb, Headers = [("Content-Encoding", "gzip")] });
        await using var endless = RawTarget.Start(RawScript.Endless("HTTP/1.1 200 OK\r\n\r\n", new string('x', 65_536)));
        var bodies = await Site.AddJobAsync(("apiUrl", $"{endless.Url}/"), ("concurrency", "allow"), ("retries", 1));
        await RunManyAsync(10);
        var before = ResidentMemory();

        await RunManyAsync(40);

        Assert.That(ResidentMemory() - before, Is.LessThan(100 * Megabyte));
        Assert.That((await Site.RunsAsync(bombs)).Concat(await Site.RunsAsync(bodies)).Select(run => run.State), Is.All.EqualTo("OK"));

        async Task RunManyAsync(int times)
        {
            var clicks = new List<string>();
            for (var time = 0; time < times; time++)
            {
                clicks.Add(await Site.ClickAsync(time % 2 == 0 ? bombs : bodies));
            }

            foreach (var click in clicks)
            {
                await Site.WaitForResultAsync(click);
            }
        }
    }

    [OneTimeTearDown]
    public async Task The_worker_has_met_nothing_it_had_no_name_for()
    {
        Assert.That(await Worker.StatusAsync("/health/live"), Is.EqualTo(global::System.Net.HttpStatusCode.OK));
        var faults = Worker.Process.Output.Lines.Where(line =>
            (line.Contains(" ERR ", StringComparison.Ordinal) && !line.Contains("Health check", StringComparison.Ordinal)) || line.Contains("nobserved", StringComparison.Ordinal));
        Assert.That(faults, Is.Empty);
    }

    private static TestCaseData Row(
        string name, Func<RawConnection, CancellationToken, Task> script, string state, int? exitCode, string said, int apiTimeout = 3_000) =>
        new TestCaseData(script, state, exitCode, said, state == "TIMEOUT" ? apiTimeout : 30_000).SetArgDisplayNames(name);

    private static Func<RawConnection, CancellationToken, Task> Redirect(string location) =>
        RawScript.Send($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[Megabyte];
            for (var megabyte = 0; megabyte < 200; megabyte++)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    private long ResidentMemory()
    {
        var line = File.ReadLines($"/proc/{Worker.Process.Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
