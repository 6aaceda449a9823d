using EasyCron.Worker.Schedule;
using NodaTime;
using static EasyCron.Worker.Tests.Schedule.Rows;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class DeployMomentTests
{
    [Test]
    public void The_moment_is_at_most_a_minute_ago_and_the_same_for_a_minute()
    {
        var now = At("2026-05-04T12:30:30.123Z");

        var moment = DeployMoment.At("v1", now);

        Assert.That(now - moment, Is.InRange(Duration.Zero, Duration.FromMilliseconds(59_999)));
        Assert.That(DeployMoment.At("v1", moment), Is.EqualTo(moment));
        Assert.That(DeployMoment.At("v1", moment + Duration.FromMilliseconds(59_999)), Is.EqualTo(moment));
        Assert.That(DeployMoment.At("v1", moment + Duration.FromMinutes(1)), Is.EqualTo(moment + Duration.FromMinutes(1)));
    }

    [Test]
    public void Deployments_differ_in_it() => Assert.That(
        Enumerable.Range(0, 100).Select(i => DeployMoment.At($"v{i}", At("2026-05-04T12:30:30Z"))).Distinct().Count(), Is.GreaterThan(95));
}
