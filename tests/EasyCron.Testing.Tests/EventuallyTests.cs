namespace EasyCron.Testing.Tests;

public sealed class EventuallyTests
{
    [Test]
    public async Task Returns_the_first_value_that_meets_the_condition()
    {
        var reads = 0;

        var value = await Eventually.BecomesAsync(() => ++reads, read => read >= 3);

        Assert.That((value, reads), Is.EqualTo((3, 3)));
    }

    [Test]
    public async Task Failure_shows_what_was_asked_and_the_last_value()
    {
        var jobs = new[] { "waiting", "active" };

        var failure = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.BecomesAsync(() => jobs, read => read.Length == 0, TimeSpan.Zero));

        Assert.That(failure?.Message, Does.Contain("() => jobs").And.Contains("read.Length == 0").And.Contains("""["waiting","active"]"""));
    }

    [Test]
    public async Task What_a_read_throws_ends_the_wait()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            Eventually.BecomesTrueAsync(() => Task.FromException<bool>(new NotSupportedException())));
    }

    [Test]
    public async Task A_cancelled_wait_says_so()
    {
        await Assert.ThatAsync(
            () => Eventually.BecomesTrueAsync(() => false, cancellationToken: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
