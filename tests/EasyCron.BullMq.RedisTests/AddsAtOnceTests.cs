using System.Globalization;
using System.Text.RegularExpressions;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.BullMq.RedisTests;

/// <summary>Single adds that are under way at the same time.</summary>
public sealed partial class AddsAtOnceTests : QueueTest
{
    private const int Adds = 500;

    [Test]
    public async Task Everyone_gets_the_id_of_his_own_job_and_the_order_is_kept()
    {
        // A call that finds no connection, or a server without its script, is sent again and may be overtaken. There are two scripts: for one job, and for several.
        await Queue.AddAsync("first");
        await Queue.AddManyAsync([new JobToAdd("second")]);

        var added = await Task.WhenAll(Enumerable.Range(0, Adds).Select(n => Queue.AddAsync("n", new { n })));

        Assert.That(added.Select(job => job.Id), Is.EqualTo(Enumerable.Range(3, Adds).Select(id => id.ToString(CultureInfo.InvariantCulture))));
        Assert.That(added.Select(job => job.Created), Is.All.True);
        var jobs = await Queue.GetJobsAsync(added.Select(job => job.Id));
        Assert.That(jobs.Select(job => job!.GetData<Numbered>()!.N), Is.EqualTo(Enumerable.Range(0, Adds)));
    }

    [Test]
    public async Task They_share_calls()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await using var connection = new QueueConnection(server.Url);
        var queue = new Queue("q", connection);
        await queue.AddAsync("so that the server knows the script");
        var before = await ScriptCallsAsync(server);

        await Task.WhenAll(Enumerable.Range(0, Adds).Select(_ => queue.AddAsync("n")));

        Assert.That(await ScriptCallsAsync(server) - before, Is.LessThan(Adds).And.GreaterThan(0));
    }

    [Test]
    public async Task One_that_Redis_refuses_fails_alone()
    {
        // An id that is the name of a list of the queue makes the script end with an error.
        await Queue.AddAsync("first");
        var names = Enumerable.Range(0, 200).Select(n => n == 100 ? new JobOptions { JobId = "wait" } : null);

        var adds = names.Select(options => Queue.AddAsync("n", null, options)).ToList();

        await Assert.ThrowsAsync<RedisRefusedException>(() => adds[100]);
        adds.RemoveAt(100);
        Assert.That((await Task.WhenAll(adds)).Select(job => job.Id), Is.Unique);
        Assert.That((await Queue.Inspect.CountsAsync([JobState.Waiting]))[JobState.Waiting], Is.EqualTo(200));
    }

    [Test]
    public async Task One_whose_caller_stops_waiting_takes_nobody_along()
    {
        using var impatience = new CancellationTokenSource();
        var adds = Enumerable.Range(0, 200).Select(n => Queue.AddAsync("n", null, null, n % 2 == 1 ? impatience.Token : CancellationToken.None)).ToList();
        await impatience.CancelAsync();

        Assert.That((await Task.WhenAll(adds.Where((_, n) => n % 2 == 0))).Select(job => job.Id), Is.Unique);
        await ((Task)Task.WhenAll(adds)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Test]
    public async Task While_Redis_is_away_each_is_told_that_its_job_may_be_there()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(server.Url) with { CommandTimeout = TimeSpan.FromSeconds(1) });
        var queue = new Queue("q", connection);
        await queue.AddAsync("n");
        server.Pause();

        var adds = Enumerable.Range(0, 100).Select(_ => queue.AddAsync("n")).ToList();

        foreach (var add in adds)
        {
            var failure = await Assert.ThrowsAsync<QueueUnavailableException>(() => add.WaitAsync(Eventually.DefaultDeadline));
            Assert.That(failure!.MayHaveBeenApplied, Is.True);
        }

        server.Resume();
        Assert.That((await queue.AddAsync("after")).Created, Is.True);
    }

    private static async Task<int> ScriptCallsAsync(RedisServer server) =>
        int.Parse(EvalshaCalls().Match(await server.ExecuteAsync("INFO", "commandstats")).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("cmdstat_evalsha:calls=([0-9]+)")]
    private static partial Regex EvalshaCalls();

    private sealed record Numbered(int N);
}
