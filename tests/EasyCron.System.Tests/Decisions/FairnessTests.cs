using EasyCron.BullMq;
using EasyCron.Testing.Http;
using Npgsql;

namespace EasyCron.System.Tests.Decisions;

/// <summary>Who gets a slot when there are not enough.</summary>
public sealed class FairnessTests : SystemTest
{
    [Test]
    public async Task D30_no_more_requests_are_under_way_than_the_setting_says()
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("concurrency", "allow"));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "4"));

        var clicks = await Site.Queue.AddManyAsync(Enumerable.Range(0, 30).Select(_ => new JobToAdd("execute-now", new { jobId })));
        await Site.Target.WaitForRequestsAsync($"/{jobId}", 4);
        gate.SetResult();
        foreach (var click in clicks)
        {
            await Site.WaitForResultAsync(click.Id);
        }

        var hits = Site.Hits(jobId);
        Assert.That(hits.Max(hit => hits.Count(other => other.ArrivedAt <= hit.ArrivedAt && (other.EndedAt is null || other.EndedAt > hit.ArrivedAt))), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public async Task D30_a_run_whose_end_is_being_stored_holds_no_slot()
    {
        var gate = new TaskCompletionSource();
        var slow = await Site.AddJobAsync();
        var next = await Site.AddJobAsync();
        Site.Target.Answer($"/{slow}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "1"));
        var slowRun = await Site.ClickAsync(slow);
        await Site.Target.WaitForRequestsAsync($"/{slow}", 1);
        var nextRun = await Site.ClickAsync(next);

        await using (var connection = await Site.Database.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT 1 FROM \"JobRun\" WHERE \"jobId\" = $1 FOR UPDATE", connection) { Parameters = { new() { Value = slow } } };
            await hold.ExecuteNonQueryAsync();
            gate.SetResult();

            await Site.Target.WaitForRequestsAsync($"/{next}", 1);
            Assert.That((await Site.RunsAsync(slow)).Single().State, Is.EqualTo("RUNNING"));
        }

        Assert.That((await Site.WaitForResultAsync(slowRun)).GetProperty("state").GetString(), Is.EqualTo("OK"));
        Assert.That((await Site.WaitForResultAsync(nextRun)).GetProperty("state").GetString(), Is.EqualTo("OK"));
    }

    [Test]
    public async Task D30_a_team_whose_targets_hang_does_not_hold_every_slot()
    {
        var gate = new TaskCompletionSource();
        var herd = await AddTeamJobAsync("herd");
        var other = await AddTeamJobAsync("other");
        Site.Target.Answer($"/{herd}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "10"));
        var due = TimeProvider.System.GetUtcNow();

        var herdRuns = await Site.Queue.AddManyAsync(Enumerable.Range(0, 200).Select(number => Due(herd, due.AddMilliseconds(-number))));
        await Site.Target.WaitForRequestsAsync($"/{herd}", 9);

        // All of the herd stands before these, and none of it moves.
        Assert.That((await Site.WaitForResultAsync(await Site.AddDueAsync(other))).GetProperty("state").GetString(), Is.EqualTo("OK"));
        Assert.That((await Site.WaitForResultAsync(await Site.ClickAsync(other))).GetProperty("state").GetString(), Is.EqualTo("OK"));
        Assert.That(Site.Hits(herd), Has.Count.EqualTo(9));

        gate.SetResult();
        foreach (var run in herdRuns)
        {
            Assert.That((await Site.WaitForResultAsync(run.Id, TimeSpan.FromMinutes(2))).GetProperty("state").GetString(), Is.EqualTo("OK"));
        }

        Assert.That(Site.Hits(herd), Has.Count.EqualTo(200));
    }

    [Test]
    public async Task D30_a_click_gets_through_its_own_team_s_herd()
    {
        var gate = new TaskCompletionSource();
        var herd = await AddTeamJobAsync("herd");
        var clicked = await AddTeamJobAsync("herd");
        await AddTeamJobAsync("other");
        Site.Target.Answer($"/{herd}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "20"));
        var due = TimeProvider.System.GetUtcNow();

        await Site.Queue.AddManyAsync(Enumerable.Range(0, 100).Select(number => Due(herd, due.AddMilliseconds(-number))));
        await Site.Target.WaitForRequestsAsync($"/{herd}", 18);

        Assert.That((await Site.RunAsync(clicked)).State, Is.EqualTo("OK"));
        gate.SetResult();
    }

    [Test]
    public async Task D30_a_team_that_is_alone_may_use_every_slot()
    {
        var gate = new TaskCompletionSource();
        var jobId = await AddTeamJobAsync("alone");
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.StartWorkerAsync(("WORKER_CONCURRENCY", "10"));
        var due = TimeProvider.System.GetUtcNow();

        await Site.Queue.AddManyAsync(Enumerable.Range(0, 20).Select(number => Due(jobId, due.AddMilliseconds(-number))));

        await Site.Target.WaitForRequestsAsync($"/{jobId}", 10);
        gate.SetResult();
        await Site.WaitForRunsAsync(jobId, runs => runs.Count(run => run.HasEnded) == 20);
    }

    private Task<string> AddTeamJobAsync(string team) => Site.AddJobAsync(("teamId", team), ("concurrency", "allow"));

    private static JobToAdd Due(string jobId, DateTimeOffset due) =>
        new(jobId, new { jobId }, new JobOptions { JobId = $"deploy:{jobId}:{due.ToUnixTimeMilliseconds()}" });
}
