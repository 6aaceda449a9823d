using EasyCron.BullMq;

namespace EasyCron.System.Tests;

/// <summary>Queue jobs that nobody can work on: each fails once, with its reason, and the worker goes on with the next.</summary>
public sealed class PoisonTests : SharedSystemTest
{
    private static readonly RedisScript WriteData = new("writeData", "return redis.call('HSET', KEYS[1], 'data', ARGV[1])");

    private static readonly TestCaseData[] Unusable =
    [
        new TestCaseData("{}", "no job \"execute-now\"").SetArgDisplayNames("empty data and a name that is no job"),
        new TestCaseData("{\"jobId\":null}", "jobId").SetArgDisplayNames("null for a job id"),
        new TestCaseData("{\"jobId\":17}", "jobId").SetArgDisplayNames("a number for a job id"),
        new TestCaseData("{\"jobId\":\"\"}", "jobId").SetArgDisplayNames("an empty job id"),
        new TestCaseData("{\"jobId\":\"a\\u0000b\"}", "jobId").SetArgDisplayNames("a job id that PostgreSQL cannot hold"),
        new TestCaseData("{\"jobId\":\"nobody\"}", "no job \"nobody\"").SetArgDisplayNames("an unknown job id"),
        new TestCaseData("[]", "no job \"execute-now\"").SetArgDisplayNames("a list"),
        new TestCaseData("\"text\"", "no job \"execute-now\"").SetArgDisplayNames("a text"),
        new TestCaseData("{\"jobId\":", "cannot be read").SetArgDisplayNames("broken JSON"),
        new TestCaseData("", "cannot be read").SetArgDisplayNames("nothing"),
        new TestCaseData("{\"jobId\":\"" + new string('x', 5 << 20) + "\"}", "jobId").SetArgDisplayNames("five megabytes"),
        new TestCaseData("{\"jobId\":\"nobody\",\"runId\":[1]}", "runId").SetArgDisplayNames("a list for a run id"),
    ];

    [Test]
    public async Task Queue_jobs_without_a_usable_job_fail_with_a_reason_and_without_a_retry()
    {
        var ids = await Task.WhenAll(Unusable.Select(row => AddRawAsync((string)row.Arguments[0]!)));

        var ended = await Task.WhenAll(ids.Select(id => Site.WaitForEndAsync(id)));
        Assert.Multiple(() =>
        {
            foreach (var (job, row) in ended.Zip(Unusable))
            {
                Assert.That(job.FailedReason, Does.Contain((string)row.Arguments[1]!), $"{row.ArgDisplayNames?[0]}");
                Assert.That(job.AttemptsMade, Is.EqualTo(1), job.FailedReason);
                Assert.That(job.FailedReason, Has.Length.LessThan(1_000));
            }
        });

        // The worker lives, and the queue moves on.
        Assert.That((await Site.RunAsync(await Site.AddJobAsync())).State, Is.EqualTo("OK"));
        Assert.That(Worker.Process.HasExited, Is.False);
    }

    [Test]
    public async Task A_job_whose_name_is_the_only_thing_that_names_it_is_run()
    {
        var jobId = await Site.AddJobAsync();

        var added = await Site.Queue.AddAsync(jobId, new { });

        Assert.That((await Site.WaitForResultAsync(added.Id)).GetProperty("state").GetString(), Is.EqualTo("OK"));
    }

    /// <summary>A queue job whose data is not what any library would write.</summary>
    private async Task<string> AddRawAsync(string data)
    {
        var added = await Site.Queue.AddAsync("execute-now", new { }, new JobOptions { Delay = TimeSpan.FromHours(1), Attempts = 5 });
        await Site.Connection.RunAsync(WriteData, [$"{Site.Prefix}:jobs:{added.Id}"], [data]);
        await (await Site.Queue.GetJobAsync(added.Id))!.PromoteAsync();
        return added.Id;
    }
}
