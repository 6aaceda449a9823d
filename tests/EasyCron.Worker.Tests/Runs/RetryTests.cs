using EasyCron.Storage;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Tests.Runs;

[Parallelizable(ParallelScope.All)]
public class RetryTests
{
    private static readonly RetryPolicy Policy = new() { Attempts = 3, Delay = TimeSpan.FromSeconds(1), RunTimeout = TimeSpan.FromMinutes(5) };

    [TestCase(true, 1, 1_000)]
    [TestCase(true, 2, 2_000)]
    [TestCase(true, 7, 7_000)]
    [TestCase(true, 5_000, 3_600_000)]
    [TestCase(false, 1, 1_000)]
    [TestCase(false, 2, 2_000)]
    [TestCase(false, 3, 4_000)]
    [TestCase(false, 10, 512_000)]
    [TestCase(false, 13, 3_600_000)]
    [TestCase(false, int.MaxValue, 3_600_000)]
    public void D20_waits_grow_as_the_backoff_says_up_to_an_hour(bool linear, int attempts, double milliseconds) =>
        Assert.That((Policy with { Linear = linear }).Backoff(attempts, new Random(1)).TotalMilliseconds, Is.EqualTo(milliseconds));

    [Test]
    public void D20_no_delay_stays_no_delay() =>
        Assert.That((Policy with { Delay = TimeSpan.Zero, Jitter = true }).Backoff(int.MaxValue, new Random(1)), Is.EqualTo(TimeSpan.Zero));

    [Test]
    public void D20_jitter_varies_a_wait_evenly_from_four_fifths_to_six_fifths()
    {
        var random = new Random(7);
        double[] waits = [.. Enumerable.Range(0, 10_000).Select(_ => (Policy with { Jitter = true }).Backoff(3, random).TotalMilliseconds)];

        Assert.Multiple(() =>
        {
            Assert.That(waits.Min(), Is.InRange(3_200, 3_210));
            Assert.That(waits.Max(), Is.InRange(4_790, 4_800));
            Assert.That(waits.Average(), Is.InRange(3_980, 4_020));
        });
    }

    [Test]
    public void D20_jitter_never_passes_the_hour() =>
        Assert.That(Enumerable.Range(0, 100).Select(seed => (Policy with { Jitter = true }).Backoff(30, new Random(seed))), Is.All.LessThanOrEqualTo(RetryPolicy.LongestWait));

    [TestCase(nameof(RunOutcome.Succeeded), false)]
    [TestCase(nameof(RunOutcome.StatusRejected), true)]
    [TestCase(nameof(RunOutcome.TimedOut), true)]
    [TestCase(nameof(RunOutcome.ConnectionFailed), true)]
    [TestCase(nameof(RunOutcome.AnswerBroken), true)]
    [TestCase(nameof(RunOutcome.RedirectRefused), true)]
    [TestCase(nameof(RunOutcome.InvalidRequest), false)]
    [TestCase(nameof(RunOutcome.AddressRefused), false)]
    public void D19_every_failure_is_retried_but_those_that_cannot_change(string outcome, bool again) =>
        Assert.That(Decide(Enum.Parse<RunOutcome>(outcome), 1), Is.InstanceOf(again ? typeof(RetryDecision.Again) : typeof(RetryDecision.Stop)));

    [TestCase(1, true)]
    [TestCase(2, true)]
    [TestCase(3, false)]
    [TestCase(4, false)]
    public void D11_retries_counts_all_attempts(int made, bool again) =>
        Assert.That(Decide(RunOutcome.StatusRejected, made), Is.InstanceOf(again ? typeof(RetryDecision.Again) : typeof(RetryDecision.Stop)));

    [TestCase(null, 1.0)]
    [TestCase(0.5, 1.0, Description = "a shorter wait than our own changes nothing")]
    [TestCase(60.0, 60.0)]
    [TestCase(200.0, 200.0)]
    public void D19_the_target_may_lengthen_the_wait(double? asked, double seconds) => Assert.That(
        Decide(RunOutcome.StatusRejected, 1, retryAfter: asked is { } s ? TimeSpan.FromSeconds(s) : null),
        Is.EqualTo(new RetryDecision.Again(TimeSpan.FromSeconds(seconds))));

    [Test]
    public void D14_an_attempt_that_would_start_too_late_is_not_waited_for()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Decide(RunOutcome.StatusRejected, 1, elapsed: 298.9), Is.InstanceOf<RetryDecision.Again>());
            Assert.That(
                Decide(RunOutcome.StatusRejected, 1, elapsed: 299),
                Is.EqualTo(new RetryDecision.Stop("not retried: the next attempt would start in 1 s, past the run's timeout of 300 s")));
            Assert.That(
                Decide(RunOutcome.StatusRejected, 1, retryAfter: TimeSpan.FromHours(2)),
                Is.EqualTo(new RetryDecision.Stop("not retried: the target asks to wait 7200 s, past the run's timeout of 300 s")));
        });
    }

    [TestCase(5, 5)]
    [TestCase(1, 1)]
    [TestCase(0, 1)]
    [TestCase(-3, 1)]
    public void D11_there_is_at_least_one_attempt(int retries, int attempts) =>
        Assert.That(RetryPolicy.From(Jobs.Example with { Retries = retries }).Attempts, Is.EqualTo(attempts));

    [TestCase("linear", true)]
    [TestCase(" Linear", true)]
    [TestCase("exponential", false)]
    [TestCase("fibonacci", false)]
    [TestCase("", false)]
    public void D20_an_unknown_backoff_doubles(string type, bool linear) =>
        Assert.That(RetryPolicy.From(Jobs.Example with { BackoffType = type }).Linear, Is.EqualTo(linear));

    [TestCase(60_000, 60_000)]
    [TestCase(0, 300_000)]
    [TestCase(-1, 300_000)]
    public void D14_a_run_without_time_has_the_default(int timeout, int expected) =>
        Assert.That(RetryPolicy.From(Jobs.Example with { Timeout = timeout }).RunTimeout.TotalMilliseconds, Is.EqualTo(expected));

    [TestCase(nameof(RunOutcome.Succeeded), RunState.Ok)]
    [TestCase(nameof(RunOutcome.TimedOut), RunState.Timeout)]
    [TestCase(nameof(RunOutcome.StatusRejected), RunState.Fail)]
    [TestCase(nameof(RunOutcome.AddressRefused), RunState.Fail)]
    [TestCase(nameof(RunOutcome.AnswerBroken), RunState.Fail)]
    public void D13_only_a_clock_makes_a_TIMEOUT(string outcome, RunState state) =>
        Assert.That(Enum.Parse<RunOutcome>(outcome).State(), Is.EqualTo(state));

    [TestCase(nameof(AttemptClock.Run), false)]
    [TestCase(nameof(AttemptClock.Attempt), true)]
    [TestCase(nameof(AttemptClock.Connect), true)]
    public void D14_a_run_that_its_own_timer_ended_is_over_though_the_timer_rang_early(string ranOut, bool again) => Assert.That(
        Decide(RunOutcome.TimedOut, 1, elapsed: 298.9, ranOut: Enum.Parse<AttemptClock>(ranOut)),
        Is.InstanceOf(again ? typeof(RetryDecision.Again) : typeof(RetryDecision.Stop)));

    private static RetryDecision Decide(RunOutcome outcome, int made, double elapsed = 1, AttemptClock? ranOut = null, TimeSpan? retryAfter = null) =>
        RetryDecision.Decide(Policy, outcome, made, TimeSpan.FromSeconds(elapsed), ranOut, retryAfter, new Random(1));
}
