using EasyCron.BullMq;
using EasyCron.Worker.Health;

namespace EasyCron.Worker.Tests.Health;

public sealed class RedisAdviceTests
{
    [TestCase("READONLY You can't write against a read only replica.", "point REDIS_URL at the primary")]
    [TestCase("LOADING Redis is loading the dataset in memory", "it will answer when it is done")]
    [TestCase("OOM command not allowed when used memory > 'maxmemory'.", "raise maxmemory")]
    [TestCase("MISCONF Redis is configured to save RDB snapshots", "look at its disk")]
    [TestCase("NOAUTH Authentication required.", "asks for a password")]
    [TestCase("WRONGPASS invalid username-password pair", "password in REDIS_URL")]
    [TestCase("NOPERM this user has no permissions", "allow all commands")]
    [TestCase("CLUSTERDOWN The cluster is down", "bring its nodes back")]
    [TestCase("ERR something new", "ERR something new")]
    public void Each_refusal_is_told_with_what_to_do(string refusal, string advice) =>
        Assert.That(RedisAdvice.Of(new RedisRefusedException(refusal.Split(' ')[0], refusal)), Does.Contain(advice));

    [Test]
    public void Silence_is_told_apart_from_absence()
    {
        Assert.That(RedisAdvice.Of(new TimeoutException()), Does.StartWith("does not answer in time"));
        Assert.That(RedisAdvice.Of(new QueueUnavailableException("no connection", mayHaveBeenApplied: false)), Is.EqualTo("is not reachable (no connection): check REDIS_URL, and that the server runs"));
    }
}
