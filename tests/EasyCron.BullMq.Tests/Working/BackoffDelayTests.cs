using EasyCron.BullMq.Working;

namespace EasyCron.BullMq.Tests.Working;

public sealed class BackoffDelayTests
{
    [TestCase("fixed", 1000, 0, 1, 0.5, 1000)]
    [TestCase("fixed", 1000, 0, 7, 0.5, 1000)]
    [TestCase("fixed", 1000, 0.5, 1, 0.0, 500)]
    [TestCase("fixed", 1000, 0.5, 1, 0.999, 999)]
    [TestCase("fixed", 1000, 1, 1, 0.25, 250)]
    [TestCase("exponential", 1000, 0, 1, 0.5, 1000)]
    [TestCase("exponential", 1000, 0, 2, 0.5, 2000)]
    [TestCase("exponential", 1000, 0, 5, 0.5, 16000)]
    [TestCase("exponential", 1000, 0.3, 2, 0.5, 1700)]
    [TestCase("exponential", 0, 0, 2, 0.5, 0)]
    public void The_wait_follows_BullMQs_formula(string type, double delay, double jitter, int attemptsMade, double random, double milliseconds) =>
        Assert.That(
            BackoffDelay.Of(new Backoff(type, TimeSpan.FromMilliseconds(delay), jitter), attemptsMade, random)?.TotalMilliseconds, Is.EqualTo(milliseconds));

    [Test]
    public void An_unknown_type_is_left_to_the_workers_strategy() =>
        Assert.That(BackoffDelay.Of(new Backoff("own"), 1, 0), Is.Null);

    [Test]
    public void A_wait_beyond_every_calendar_stays_finite() =>
        Assert.That(BackoffDelay.Of(Backoff.Exponential(TimeSpan.FromHours(1)), 500, 0), Is.EqualTo(TimeSpan.FromDays(36500)));
}
