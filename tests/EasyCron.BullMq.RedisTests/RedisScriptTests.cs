namespace EasyCron.BullMq.RedisTests;

public sealed class RedisScriptTests : QueueTest
{
    [Test]
    public async Task A_script_of_ones_own_runs_and_its_answer_is_read()
    {
        var script = new RedisScript("mine", "redis.call('SET', KEYS[1], ARGV[1]) return {redis.call('GET', KEYS[1]), tonumber(ARGV[2]) + 1, false, {'deep'}}");

        var answer = await Connection.RunAsync(script, [$"{Prefix}:x"], ["text", 41]);

        Assert.Multiple(() =>
        {
            Assert.That(answer.Items, Has.Count.EqualTo(4));
            Assert.That(answer.Items[0].Text, Is.EqualTo("text"));
            Assert.That(answer.Items[1].Number, Is.EqualTo(42));
            Assert.That(answer.Items[2].IsNull);
            Assert.That(answer.Items[3].Items[0].Text, Is.EqualTo("deep"));
        });
    }

    [Test]
    public void A_failing_script_is_named_with_its_line() =>
        Assert.That(
            () => Connection.RunAsync(new RedisScript("broken", "local x = nil\nreturn x.y"), [], []),
            Throws.InstanceOf<RedisRefusedException>().With.Message.Contains("broken: return x.y"));
}
