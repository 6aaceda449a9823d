using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests;

/// <summary>What the process says to settings it cannot work with.</summary>
public sealed class SettingsTests
{
    [Test]
    public async Task Bad_settings_end_the_process_with_78_and_every_fault_at_once()
    {
        await using var worker = WorkerProcess.Start(
        [
            ("DATABASE_URL", "mysql://app:hush@db/app"), ("REDIS_URL", "redis://:hush@127.0.0.1:none"), ("WORKER_CONCURRENCY", "many"), ("LOCK_SECONDS", "1"),
            ("HEALTH_PORT", "70000"), ("CATCHUP", "all"), ("LOG_LEVEL", "loud"),
        ]);

        var exitCode = await worker.Process.WaitForExitAsync();

        var said = worker.Process.Output.ToString();
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(78));
            foreach (var name in (string[])["DATABASE_URL", "REDIS_URL", "WORKER_CONCURRENCY", "LOCK_SECONDS", "HEALTH_PORT", "CATCHUP", "LOG_LEVEL"])
            {
                Assert.That(said, Does.Contain(name));
            }

            Assert.That(said, Does.Contain("many").And.Contains("70000").And.Contains("loud"));
            Assert.That(said, Does.Not.Contain("hush"));
        });
    }

    [Test]
    public async Task A_database_without_the_app_s_tables_ends_the_process_with_78_and_names_them()
    {
        await using var site = await Installation.CreateAsync();
        await site.Database.ExecuteAsync("""drop table "JobRun" cascade; alter table "Job" drop column "backoffType" """);

        await using var worker = WorkerProcess.Start([("DATABASE_URL", site.Database.Url), ("REDIS_URL", site.Redis.Url), ("BULLMQ_PREFIX", site.Prefix), ("LOG_FORMAT", "text")]);

        Assert.That(await worker.Process.WaitForExitAsync(), Is.EqualTo(78));
        Assert.That(worker.Process.Output.ToString(), Does.Contain("table \"JobRun\" is missing").And.Contains("column \"Job\".\"backoffType\" is missing").And.Contains("Run the app's migrations"));
    }

    [Test]
    public async Task A_health_port_that_is_taken_ends_the_process_with_78_and_names_the_setting()
    {
        await using var site = await Installation.CreateAsync();
        var taken = new Uri(site.Target.Url).Port;

        await using var worker = WorkerProcess.Start(
            [("DATABASE_URL", site.Database.Url), ("REDIS_URL", site.Redis.Url), ("BULLMQ_PREFIX", site.Prefix), ("LOG_FORMAT", "text"), ("HEALTH_PORT", $"{taken}")]);

        Assert.That(await worker.Process.WaitForExitAsync(), Is.EqualTo(78));
        Assert.That(worker.Process.Output.ToString(), Does.Contain($"HEALTH_PORT {taken} cannot be listened on").And.Not.Contain("   at "));
    }
}
