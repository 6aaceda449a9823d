namespace EasyCron.BullMq.Tests;

public sealed class WorkerOptionsTests
{
    [Test]
    public void Every_option_out_of_range_is_named_in_one_message()
    {
        var options = new WorkerOptions
        {
            Concurrency = 0,
            LockDuration = TimeSpan.Zero,
            LockRenewTime = TimeSpan.FromMinutes(1),
            StalledInterval = TimeSpan.Zero,
            MaxStalledCount = -1,
            MaxStartedAttempts = -1,
            DrainDelay = TimeSpan.Zero,
            Limiter = new RateLimit(0, TimeSpan.Zero),
            MaximumRateLimitDelay = TimeSpan.Zero,
            MetricsDataPoints = 0,
            JobTimeout = TimeSpan.Zero,
            ShutdownTimeout = TimeSpan.FromSeconds(-1),
        };

        var error = Assert.Throws<ArgumentException>(() => _ = new Worker("q", new QueueConnection(), (_, _) => ValueTask.FromResult(JobOutcome.Done), options));

        Assert.Multiple(() =>
        {
            foreach (var name in new[]
            {
                "Concurrency", "LockDuration", "LockRenewTime", "StalledInterval", "MaxStalledCount", "MaxStartedAttempts", "DrainDelay", "Limiter",
                "MaximumRateLimitDelay", "MetricsDataPoints", "JobTimeout", "ShutdownTimeout",
            })
            {
                Assert.That(error!.Message, Does.Contain($"WorkerOptions.{name} is "));
            }
        });
    }

    [TestCase("")]
    [TestCase("a:b")]
    public void A_queue_name_that_BullMQ_refuses_is_refused(string name) =>
        Assert.That(() => new Queue(name, new QueueConnection()), Throws.ArgumentException.With.Message.Contains("':'"));
}
