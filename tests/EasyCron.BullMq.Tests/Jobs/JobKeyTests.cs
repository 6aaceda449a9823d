using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Tests.Jobs;

public sealed class JobKeyTests
{
    [TestCase("bull:q:5", "bull", "q", "5")]
    [TestCase("a:b:q:5", "a:b", "q", "5")]
    [TestCase("{bull}:q:job-1", "{bull}", "q", "job-1")]
    [TestCase(":q:5", "", "q", "5")]
    [TestCase("bull:q:repeat:daily:1700000000000", "bull", "q", "repeat:daily:1700000000000")]
    [TestCase("bull:q:repeat:a:b:1700000000000", "bull", "q", "repeat:a:b:1700000000000")]
    [TestCase("bull:repeat:5", "bull", "repeat", "5")]
    [TestCase("a:b:repeat:5", "a:b", "repeat", "5")]
    public void A_key_is_split_into_prefix_queue_and_id(string key, string prefix, string queue, string id)
    {
        Assert.That(JobKey.TrySplit(key, out var actualPrefix, out var actualQueue, out var actualId));
        Assert.That((actualPrefix, actualQueue, actualId), Is.EqualTo((prefix, queue, id)));
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("q:5")]
    [TestCase("::5")]
    public void What_is_no_key_is_not_split(string text)
    {
        Assert.That(JobKey.TrySplit(text, out _, out _, out _), Is.False);
    }
}
