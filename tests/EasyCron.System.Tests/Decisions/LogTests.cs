using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>What stands in the log of a run.</summary>
public sealed class LogTests : SharedSystemTest
{
    protected override (string Name, string? Value)[] Settings => [("LOG_MAX_BYTES", "1000")];

    [Test]
    public async Task D22_the_log_is_cut_at_the_limit_and_the_run_is_not_failed_for_it()
    {
        var jobId = await Site.AddJobAsync();
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok(new string('x', 100_000)));

        var run = await Site.RunAsync(jobId);

        Assert.That(run.State, Is.EqualTo("OK"));
        Assert.That(run.Log, Does.StartWith(new string('x', 1_000)).And.Not.Contains(new string('x', 1_001)).And.Length.GreaterThan(1_000));
    }

    private static readonly TestCaseData[] Bodies =
    [
        new TestCaseData(new byte[] { (byte)'a', 0, (byte)'b' }, "text/plain", "a\ufffdb").SetArgDisplayNames("NUL"),
        new TestCaseData(new byte[] { (byte)'a', 0xff, (byte)'b' }, "text/plain; charset=utf-8", "a\ufffdb").SetArgDisplayNames("invalid UTF-8"),
        new TestCaseData(new byte[] { 0xed, 0xa0, 0x80, (byte)'b' }, "text/plain; charset=utf-8", "\ufffd\ufffd\ufffdb").SetArgDisplayNames("a lone surrogate"),
        new TestCaseData(new byte[] { 0xe4 }, "text/plain; charset=iso-8859-1", "ä").SetArgDisplayNames("Latin 1"),
        new TestCaseData(new byte[] { (byte)'a', 0 }, "text/plain; charset=utf-16", "a").SetArgDisplayNames("UTF-16"),
        new TestCaseData(new byte[] { 0xc3, 0xa4 }, "text/plain; charset=klingon", "ä").SetArgDisplayNames("a charset nobody knows"),
        new TestCaseData(Array.Empty<byte>(), "text/plain", "").SetArgDisplayNames("nothing"),
    ];

    [TestCaseSource(nameof(Bodies))]
    public async Task D22_any_body_becomes_text_that_the_row_can_hold(byte[] body, string contentType, string log)
    {
        var jobId = await Site.AddJobAsync();
        Site.Target.Answer($"/{jobId}", new HttpAnswer { Body = body, Headers = [("Content-Type", contentType)] });

        Assert.That((await Site.RunAsync(jobId)).Log ?? "", Is.EqualTo(log));
    }

    [Test]
    public async Task D22_secrets_are_masked_also_where_the_target_repeats_them()
    {
        var jobId = await Site.AddJobAsync(
            ("apiAuth", """{"type":"bearer","token":"hush-token-1"}"""), ("apiHeaders", """{"Cookie":"session=hush-cookie-2"}"""), ("retries", 1));
        await Site.Database.ExecuteAsync($"""update "Job" set "apiUrl" = "apiUrl" || '?api_key=hush-query-3' where id = '{jobId}'""");
        Site.Target.Answer($"/{jobId}", request => HttpAnswer.WithStatus(
            500, $"you said {request.Header("Authorization")}, {request.Header("Cookie")} and {request.Query}"));

        var run = await Site.RunAsync(jobId);

        Assert.That(Site.Hits(jobId).Single().Header("Authorization"), Is.EqualTo("Bearer hush-token-1"));
        Assert.That(run.Log, Does.StartWith("HTTP 500: you said").And.Not.Contains("hush-"));
        Assert.That(Worker.Process.Output.ToString(), Does.Not.Contain("hush-"));
    }
}
