using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Shutdown;

/// <summary>Workers that are told to stop: nothing fails because of it.</summary>
public sealed class ShutdownTests : SystemTest
{
    [Test]
    public async Task F33_a_hundred_requests_in_flight_are_let_end_and_those_beyond_the_grace_are_given_to_another_worker()
    {
        const int Each = 50;
        var gate = new TaskCompletionSource();
        List<string> quick = [], endless = [];
        for (var i = 0; i < Each; i++)
        {
            quick.Add(await Site.AddJobAsync(("retries", 1)));
            endless.Add(await Site.AddJobAsync(("retries", 1), ("apiTimeout", 120_000)));
            Site.Target.Answer($"/{quick[i]}", HttpAnswer.Ok().After(gate.Task));
            Site.Target.Answer($"/{endless[i]}", HttpAnswer.Hang, HttpAnswer.Ok());
        }

        var worker = await Site.StartWorkerAsync(("WORKER_CONCURRENCY", $"{2 * Each}"), ("SHUTDOWN_GRACE_SECONDS", "5"));
        foreach (var jobId in quick.Concat(endless))
        {
            await Site.ClickAsync(jobId);
        }

        await Site.Target.WaitForRequestsAsync(_ => true, 2 * Each, TimeSpan.FromMinutes(1));
        worker.Process.Send(Signal.Terminate);
        await worker.Process.WaitForLineAsync("taking no more jobs");
        gate.SetResult();
        Assert.That(await worker.Process.WaitForExitAsync(TimeSpan.FromMinutes(1)), Is.Zero, "an orderly end");

        // By then what was not to end within the grace waits in the queue again, and is nobody's.
        await Site.StartWorkerAsync();
        var runs = await Eventually.BecomesAsync(() => Site.RunsAsync(), rows => rows.Count == 2 * Each && rows.All(run => run.HasEnded), TimeSpan.FromMinutes(1));
        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run.State), Has.All.EqualTo("OK"), "none fails because of us");
            Assert.That(quick.Select(jobId => Site.Hits(jobId).Count), Has.All.EqualTo(1));
            Assert.That(endless.Select(jobId => Site.Hits(jobId).Count), Has.All.EqualTo(2));
            Assert.That(endless.SelectMany(jobId => Site.Hits(jobId).Select(hit => hit.Header("Idempotency-Key")).Distinct()).Count(), Is.EqualTo(Each), "the same run, made again");
        });
    }

    [Test]
    public async Task A_second_signal_ends_a_worker_at_once()
    {
        var jobId = await Site.AddJobAsync(("retries", 1), ("apiTimeout", 120_000));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Hang);
        var worker = await Site.StartWorkerAsync(("SHUTDOWN_GRACE_SECONDS", "600"));
        await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}", deadline: TimeSpan.FromMinutes(1));

        worker.Process.Send(Signal.Terminate);
        await worker.Process.WaitForLineAsync("taking no more jobs");

        // Two signals close together count as one, so the second may have to be given again.
        await Eventually.BecomesAsync(
            () =>
            {
                if (!worker.Process.HasExited)
                {
                    worker.Process.Send(Signal.Terminate);
                }

                return worker.Process.HasExited;
            },
            exited => exited,
            TimeSpan.FromMinutes(1));
        Assert.That(await worker.Process.WaitForExitAsync(), Is.EqualTo(143));
    }

    [Test]
    [Repeat(10)]
    public async Task A_worker_that_is_told_to_stop_while_it_starts_ends_in_good_order()
    {
        await using var worker = WorkerProcess.Start([("DATABASE_URL", Site.Database.Url), ("REDIS_URL", Site.Redis.Url), ("BULLMQ_PREFIX", Site.Prefix), ("LOG_FORMAT", "text")]);
        await worker.Process.WaitForLineAsync("RESEND_API_KEY is not set");

        Assert.That(await worker.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero, worker.Process.Output.Tail);
        Assert.That(worker.Process.Output.ToString(), Does.Not.Contain("ERR").And.Not.Contain("FTL"));
    }

    [Test]
    public async Task A_rolling_restart_of_three_workers_under_load_fails_no_run()
    {
        const int Jobs = 12;
        List<string> jobIds = [];
        for (var i = 0; i < Jobs; i++)
        {
            jobIds.Add(await Site.AddJobAsync(("retries", 1), ("scheduleMode", "cron"), ("cronExpression", "* * * * * *"), ("timezone", "UTC"), ("concurrency", "allow")));
            Site.Target.Answer($"/{jobIds[i]}", new HttpAnswer { Delay = TimeSpan.FromMilliseconds(300) });
        }

        List<WorkerProcess> fleet = [await Site.StartWorkerAsync(), await Site.StartWorkerAsync(), await Site.StartWorkerAsync()];
        await Site.Target.WaitForRequestsAsync(_ => true, 3 * Jobs, TimeSpan.FromMinutes(1));
        foreach (var old in fleet)
        {
            await Site.StartWorkerAsync();
            var before = Site.Target.Requests.Count;
            Assert.That(await old.TerminateAsync(TimeSpan.FromMinutes(1)), Is.Zero);
            await Site.Target.WaitForRequestsAsync(_ => true, before + (2 * Jobs), TimeSpan.FromMinutes(1));
        }

        await Site.Database.ExecuteAsync("""update "Job" set status = 'DISABLED', "updatedAt" = now() at time zone 'utc'""");
        var runs = await Eventually.BecomesAsync(() => Site.RunsAsync(), rows => rows.All(run => run.HasEnded), TimeSpan.FromMinutes(1));
        Assert.Multiple(() =>
        {
            Assert.That(runs.Where(run => run.State != "OK").Select(run => run.Log), Is.Empty, "none fails because of us");
            Assert.That(runs.Select(run => run.Attempts), Has.All.EqualTo(1), "nor is any made twice");
            Assert.That(Site.Target.Requests.Select(hit => hit.Header("Idempotency-Key")), Is.Unique);
        });
    }
}
