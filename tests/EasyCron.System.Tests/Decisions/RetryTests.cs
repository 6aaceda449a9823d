using EasyCron.BullMq;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Decisions;

/// <summary>What is tried again, and when.</summary>
public sealed class RetryTests : SharedSystemTest
{
    [Test]
    public async Task D19_a_target_may_lengthen_the_wait()
    {
        var jobId = await Site.AddJobAsync(("retries", 2), ("backoffDelay", 1), ("timeout", 86_400_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.WithStatus(429).With("Retry-After", "1800"));
        var click = await Site.ClickAsync(jobId);

        await Testing.Eventually.BecomesAsync(() => Site.Queue.Inspect.StateAsync(click), state => state == JobState.Delayed);
        var queueJob = (await Site.Queue.GetJobAsync(click))!;
        Assert.That(queueJob.Delay, Is.GreaterThan(TimeSpan.FromMinutes(25)));
    }

    [TestCase("ftp://a.test/", "apiUrl")]
    [TestCase("http://10.0.0.1/", "EGRESS_ALLOW")]
    [TestCase("not a url", "apiUrl")]
    public async Task D19_what_cannot_change_is_not_tried_again(string url, string said)
    {
        var run = await Site.RunAsync(await Site.AddJobAsync(("apiUrl", url), ("retries", 5), ("backoffDelay", 1)));

        Assert.That((run.State, run.Attempts), Is.EqualTo(("FAIL", 1)));
        Assert.That(run.Log, Does.Contain(said));
    }
}
