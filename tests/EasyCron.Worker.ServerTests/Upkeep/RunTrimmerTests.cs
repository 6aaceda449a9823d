using EasyCron.Storage;
using EasyCron.Testing.Postgres;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Upkeep;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyCron.Worker.ServerTests.Upkeep;

public sealed class RunTrimmerTests
{
    [Test]
    public async Task Runs_that_ended_before_the_days_kept_are_deleted_and_two_workers_do_not_disturb_one_another()
    {
        await using var server = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await server.InsertJobAsync("job");
        await server.ExecuteAsync("""
            insert into "JobRun" (id, "jobId", state, "startedAt", "finishedAt")
            select 'run' || n, 'job', 'OK', at, at from (select n, (now() at time zone 'utc') - n * interval '1 hour' as at from generate_series(1, 5000) n) rows
            """);
        var settings = EnvironmentSettings.Read(new Dictionary<string, string> { ["DATABASE_URL"] = server.Url, ["REDIS_URL"] = "redis://unused", ["RUN_RETENTION_DAYS"] = "30" });
        await using var database = new Database(PostgresSettings.FromUrl(server.Url, "DATABASE_URL"));

        var keep = settings.RunRetention!.Value;
        using var one = new RunTrimmer(settings, new RunRetention(database), TimeProvider.System, NullLogger<RunTrimmer>.Instance);
        using var other = new RunTrimmer(settings, new RunRetention(database), TimeProvider.System, NullLogger<RunTrimmer>.Instance);
        var deleted = await Task.WhenAll(one.TrimAsync(keep, default), other.TrimAsync(keep, default));

        // Rows that one had locked the other left to it.
        Assert.That(deleted.Sum(), Is.EqualTo(5000 - (30 * 24)).Within(1));
        Assert.That(await server.ScalarAsync<long>("""select count(*) from "JobRun" """), Is.EqualTo(30 * 24).Within(1));
        Assert.That(await server.ScalarAsync<long>("""select count(*) from "JobRun" where "finishedAt" > (now() at time zone 'utc') - interval '29 days'"""), Is.EqualTo(29 * 24).Within(1));
    }

    [Test]
    public void Without_the_setting_nothing_is_ever_deleted() =>
        Assert.That(EnvironmentSettings.Read(new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://a@b/c", ["REDIS_URL"] = "redis://unused" }).RunRetention, Is.Null);
}
