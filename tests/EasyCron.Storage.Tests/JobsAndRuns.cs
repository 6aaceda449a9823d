namespace EasyCron.Storage.Tests;

/// <summary>One pass through everything this project does, for tests of where and how it is done.</summary>
internal static class JobsAndRuns
{
    /// <summary>Reads, runs, queues, ends, counts, closes, summarises and finally disables a job whose <c>updatedAt</c> is <paramref name="now"/>.</summary>
    internal static async Task UseEverythingAsync(Database database, string jobId, DateTimeOffset now, bool withRetention = true)
    {
        var (jobs, writer, runs, upkeep) = (new JobRepository(database), new RunWriter(database), new JobRunRepository(database), new RunUpkeep(database));
        RunStart Ask(string runId, ConcurrencyMode mode, uint? version = null) => new() { RunId = runId, JobId = jobId, Mode = mode, JobVersion = version, StartedAt = now };
        RunFinish End(string runId) => new() { RunId = runId, JobId = jobId, State = RunState.Ok, FinishedAt = now, Attempts = 2 };

        var job = (await jobs.GetAsync(jobId))!;
        var since = await jobs.WatermarkAsync();
        Assert.That(await jobs.ListEnabledAsync().Select(listed => listed.Id).ToListAsync(), Does.Contain(jobId));
        Assert.That(await jobs.ListEnabledIdsAsync(), Does.Contain(jobId));
        Assert.That((await jobs.ListChangedSinceAsync(since))!.EnabledCount, Is.GreaterThan(0));
        Assert.That((await database.ServerTimeAsync() - TimeProvider.System.GetUtcNow()).Duration(), Is.LessThan(TimeSpan.FromHours(1)), "not off by a time zone");

        Assert.That(await writer.StartAsync(Ask("c1", ConcurrencyMode.Skip, job.Version)), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await writer.StartAsync(Ask("c1", ConcurrencyMode.Allow, job.Version)), Is.InstanceOf<StartOutcome.Resumed>());
        Assert.That(await writer.StartAsync(Ask("c2", ConcurrencyMode.Queue)), Is.EqualTo(new StartOutcome.QueuedAt(1)));
        Assert.That(await writer.RecordAttemptAsync("c1", 2), Is.True);
        Assert.That(await upkeep.CountUnfinishedAsync(), Is.EqualTo(new UnfinishedCounts(1, 1)));
        Assert.That(await writer.FinishAsync(End("c1")), Is.EqualTo(new FinishOutcome.Recorded()));
        Assert.That(await writer.NextInLineAsync(jobId), Is.EqualTo("c2"));
        Assert.That(await writer.StartAsync(Ask("c2", ConcurrencyMode.Queue)), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await writer.FinishAsync(End("c2")), Is.EqualTo(new FinishOutcome.Recorded()));

        Assert.That(await writer.StartAsync(Ask("c0", ConcurrencyMode.Allow)), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await upkeep.CloseLostAsync(await upkeep.ListUnfinishedAsync(now.AddDays(1)), "test", now), Is.EqualTo(new[] { "c0" }));
        Assert.That(await runs.CountConsecutiveFailuresAsync(jobId, now.AddDays(-1), 5), Is.Zero);
        Assert.That((await runs.LastFinishedBeforeAsync(jobId, "c2", now))?.Id, Is.EqualTo("c1"));
        Assert.That((await new RunSummaries(database).SummariseAsync([new RunPeriod(jobId, now, now.AddDays(1))])).Single().Ok, Is.EqualTo(2));
        if (withRetention)
        {
            Assert.That(await new RunRetention(database).DeleteOlderThanAsync(now.AddDays(1)).SumAsync(), Is.EqualTo(1));
        }

        Assert.That(await jobs.DisableAsync(jobId, now, now.AddHours(1)), Is.True);
    }
}
