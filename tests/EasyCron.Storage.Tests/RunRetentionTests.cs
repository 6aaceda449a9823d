namespace EasyCron.Storage.Tests;

public class RunRetentionTests : DatabaseTests
{
    private RunRetention _retention = null!;

    [SetUp]
    public async Task InsertAsync()
    {
        _retention = new RunRetention(Database);
        await App.InsertJobAsync("a");
        await App.InsertJobAsync("b");
    }

    private async Task<string[]> LeftAsync() => await App.ScalarAsync<string[]>("""select coalesce(array_agg(id order by id), array[]::text[]) from "JobRun" """) ?? [];

    private async Task<int[]> DeleteAsync(int batchSize = 1_000) => [.. await _retention.DeleteOlderThanAsync(Noon, batchSize).ToListAsync()];

    private Task InsertAsync(string id, string jobId, string state, int minutes) =>
        InsertRunAsync(id, jobId, state, Noon.AddMinutes(minutes), state is "RUNNING" or "QUEUED" ? null : Noon.AddMinutes(minutes).AddSeconds(1));

    [Test]
    public async Task Old_runs_go_but_the_last_success_and_failure_of_each_job_and_what_has_not_ended_stay()
    {
        await InsertAsync("a1-ok", "a", "OK", -50);
        await InsertAsync("a2-fail", "a", "FAIL", -40);
        await InsertAsync("a3-timeout-last-bad", "a", "TIMEOUT", -30);
        await InsertAsync("a4-running", "a", "RUNNING", -25);
        await InsertAsync("a5-queued", "a", "QUEUED", -25);
        await InsertAsync("a6-ok", "a", "OK", -20);
        await InsertAsync("a7-ok-new", "a", "OK", 10);
        await InsertAsync("b1-fail", "b", "FAIL", -60);
        await InsertAsync("b2-fail-last", "b", "FAIL", -50);
        await InsertAsync("b3-ok-last", "b", "OK", -90);

        Assert.That(await DeleteAsync(), Is.EqualTo(new[] { 4 }));
        Assert.That(await LeftAsync(), Is.EqualTo(new[] { "a3-timeout-last-bad", "a4-running", "a5-queued", "a7-ok-new", "b2-fail-last", "b3-ok-last" }));
        Assert.That(await DeleteAsync(), Is.Empty, "the second pass finds nothing");
    }

    [Test]
    public async Task Batches_are_no_larger_than_asked()
    {
        await App.ExecuteAsync("""
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt")
            select 'r' || n, case when n % 2 = 0 then 'a' else 'b' end, 'OK', '2026-02-01', '2026-02-01' from generate_series(1, 252) n
            """);

        Assert.That(await DeleteAsync(batchSize: 100), Is.EqualTo(new[] { 100, 100, 50 }));
        Assert.That(await LeftAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Any_number_of_jobs_is_gone_through()
    {
        await App.ExecuteAsync("""
            insert into "Job" (id, "teamId", name, "apiUrl", "updatedAt") select 'j' || n, 't', 'n', 'u', now() from generate_series(1, 250) n;
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt")
            select 'r' || n || '-' || m, 'j' || n, 'FAIL', '2026-02-01', '2026-02-01' from generate_series(1, 250) n, generate_series(1, 3) m
            """);

        Assert.That((await DeleteAsync()).Sum(), Is.EqualTo(500));
        Assert.That(await LeftAsync(), Has.Length.EqualTo(250));
    }

    [Test]
    public async Task Whoever_enumerates_may_stop()
    {
        await App.ExecuteAsync("""
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt") select 'r' || n, 'a', 'OK', '2026-02-01', '2026-02-01' from generate_series(1, 100) n
            """);

        await foreach (var deleted in _retention.DeleteOlderThanAsync(Noon, 10))
        {
            Assert.That(deleted, Is.EqualTo(10));
            break;
        }

        Assert.That(await LeftAsync(), Has.Length.EqualTo(90));
    }
}
