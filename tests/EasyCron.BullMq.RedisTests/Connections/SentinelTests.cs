using System.Collections.Concurrent;
using EasyCron.Testing;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Network;
using EasyCron.Testing.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.RedisTests.Connections;

/// <summary>A master that Redis Sentinels watch.</summary>
public sealed class SentinelTests
{
    private readonly ListLoggerProvider _logs = new();

    [TestCase(true, Description = "The master dies.")]
    [TestCase(false, Description = "The master is replaced on request and becomes a replica.")]
    public async Task Work_goes_on_with_the_master_s_successor(bool dies)
    {
        await using var site = await SentinelSite.StartAsync();
        await using var connection = Connect(site);
        var ran = new ConcurrentDictionary<int, int>();
        await using var worker = new Worker("q", connection, (job, _) =>
        {
            ran.AddOrUpdate(job.GetData<int>(), 1, (_, n) => n + 1);
            return ValueTask.FromResult(JobOutcome.Done);
        });
        await worker.StartAsync();
        var queue = new Queue("q", connection);
        await queue.AddManyAsync(Numbers(0, 50));
        await Eventually.BecomesTrueAsync(() => ran.Count == 50);
        await site.Master.ExecuteAsync("WAIT", "1", "30000");

        if (dies)
        {
            await site.Master.KillAsync();
        }
        else
        {
            await site.FailOverAsync();
        }

        await site.WaitForFailoverAsync();
        await Eventually.BecomesTrueAsync(async () => await TryAddAsync(queue, 50), TimeSpan.FromMinutes(1));
        await queue.AddManyAsync(Numbers(51, 100));

        await Eventually.BecomesTrueAsync(() => ran.Count == 100, TimeSpan.FromMinutes(1));
        Assert.That(ran.Values, Has.All.EqualTo(1));
        Assert.That(await site.Replica.ExecuteAsync("HLEN", "bull:q:after"), Is.Not.EqualTo("0\n"), "the successor has the job");
    }

    [Test]
    public async Task Sentinel_and_servers_have_passwords_of_their_own_and_speak_tls()
    {
        const string Secret = "s3ntinel's word:/#";
        var certificate = TestCertificate.Create();
        await using var site = await SentinelSite.StartAsync(new SentinelSiteOptions { Password = "p@ss word:/#", SentinelPassword = Secret, Certificate = certificate });
        await using var connection = Connect(site, options => options with { CertificateAuthority = certificate.Authority, SentinelPassword = Secret });
        var ran = 0;
        await using var worker = new Worker("q", connection, (_, _) =>
        {
            Interlocked.Increment(ref ran);
            return ValueTask.FromResult(JobOutcome.Done);
        });
        await worker.StartAsync();
        var queue = new Queue("q", connection);
        await queue.AddAsync("j", 1);
        await Eventually.BecomesTrueAsync(() => ran == 1);
        await site.Master.ExecuteAsync("WAIT", "1", "30000");

        await site.Master.KillAsync();
        await site.WaitForFailoverAsync();
        await Eventually.BecomesTrueAsync(async () => await TryAddAsync(queue, 2), TimeSpan.FromMinutes(1));
        await Eventually.BecomesTrueAsync(() => ran == 2, TimeSpan.FromMinutes(1));

        // Without the sentinel's password nobody is told where the master is, nor the password.
        await using var stranger = Connect(site, options => options with { CertificateAuthority = certificate.Authority, SentinelPassword = "wr0ng", CommandTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(await ConnectionFault.OfAsync(stranger), Does.Contain("could not be reached").And.Contain("sentinel").And.Not.Contain("wr0ng").And.Not.Contain("p@ss"));
    }

    [Test]
    public async Task A_sentinel_that_does_not_answer_is_passed_over_and_an_unknown_master_is_named()
    {
        await using var site = await SentinelSite.StartAsync();
        await using var connection = Connect(site, options => options with { Endpoints = [$"127.0.0.1:{FreePort.Next()}", .. options.Endpoints] });
        await connection.PingAsync();

        await using var lost = Connect(site, options => options with { SentinelMaster = "another", CommandTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(
            () => lost.PingAsync(),
            Throws.InstanceOf<QueueUnavailableException>().With.Message.Contains("watches no master named \"another\""));
    }

    [Test]
    public async Task A_sentinel_taken_for_a_server_is_told_by_name()
    {
        await using var site = await SentinelSite.StartAsync();
        await using var connection = Connect(site, options => options with { SentinelMaster = null, CommandTimeout = TimeSpan.FromSeconds(1) });

        await Eventually.BecomesAsync(() => ConnectionFault.OfAsync(connection), fault => fault.Contains("is a Redis Sentinel", StringComparison.Ordinal));
    }

    private static IEnumerable<JobToAdd> Numbers(int from, int to) => Enumerable.Range(from, to - from).Select(i => new JobToAdd("j", i));

    private static async Task<bool> TryAddAsync(Queue queue, int number)
    {
        try
        {
            await queue.AddAsync("j", number, new JobOptions { JobId = "after" });
            return true;
        }
        catch (QueueException exception) when (exception is QueueUnavailableException or RedisRefusedException)
        {
            return false;
        }
    }

    private QueueConnection Connect(SentinelSite site, Func<QueueConnectionOptions, QueueConnectionOptions>? change = null)
    {
        var options = QueueConnectionOptions.Parse(site.Url) with
        {
            SentinelMaster = SentinelSite.MasterName,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            Logging = new LoggerFactory([_logs]),
        };
        return new QueueConnection(change is null ? options : change(options));
    }
}
