using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Deploy;

/// <summary><c>ecosystem.config.js</c> under the real PM2: start, crash, reload, stop, and settings that make no worker.</summary>
public sealed class Pm2Tests : SystemTest
{
    private readonly int _port = FreePort.Next();
    private string _folder = "";
    private string _home = "";

    [SetUp]
    public async Task PrepareAsync()
    {
        await NodeScript.EnsureAsync();
        _folder = await Publication.FolderAsync();
        _home = TestDirectory.Create("pm2");
    }

    [TearDown]
    public async Task KillAsync()
    {
        // The daemon, and all that it started.
        await Pm2Async("kill");
        Directory.Delete(_home, recursive: true);
    }

    [Test]
    public async Task The_worker_is_started_restarted_after_a_crash_reloaded_and_stopped_in_good_order()
    {
        await Pm2Async("start", "ecosystem.config.js");
        var first = await OnlineAsync(other: 0);

        await ChildProcess.RunAsync("kill", ["-9", $"{first}"]);
        var second = await OnlineAsync(first);

        await WithARunInFlightAsync("reload");
        var third = await OnlineAsync(second);

        await WithARunInFlightAsync("stop");
        var stopped = await AppAsync();
        Assert.That(stopped, Has.Property(nameof(App.Status)).EqualTo("stopped"));
        Assert.That(Directory.Exists($"/proc/{third}"), Is.False);

        // Once killed by us. Twice told to stop, and both times it ended by itself and not by PM2's kill. The worker's own last line is no
        // evidence: PM2 closes its log when a process is gone, with what it had still to read.
        var log = await File.ReadAllTextAsync(Path.Combine(_home, "pm2.log"));
        Assert.That(Regex.Matches(log, @"exited with code \[\d+\] via signal \[\w+\]").Select(match => match.Value), Is.EqualTo(new[]
        {
            "exited with code [0] via signal [SIGKILL]",
            "exited with code [0] via signal [SIGINT]",
            "exited with code [0] via signal [SIGINT]",
        }), log);
    }

    [Test]
    public async Task Settings_that_make_no_worker_are_not_tried_again_and_again()
    {
        await Pm2Async(("WORKER_CONCURRENCY", "many"), "start", "ecosystem.config.js");

        // PM2 says "stopped" or, because of the back-off, "waiting restart" for good; asking takes it longer than the first back-offs.
        await Eventually.BecomesAsync(AppAsync, one => one is { Pid: 0, Status: not "online" }, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            Assert.That(await AppAsync(), Has.Property(nameof(App.Pid)).Zero.And.Property(nameof(App.Restarts)).Zero);
        }
    }

    /// <summary>Gives a command that stops the worker while a request waits for its answer: the run is ended, and only then the worker.</summary>
    private async Task WithARunInFlightAsync(string command)
    {
        var gate = new TaskCompletionSource();
        var jobId = await Site.AddJobAsync(("retries", 1));
        Site.Target.Answer($"/{jobId}", HttpAnswer.Ok().After(gate.Task));
        await Site.ClickAsync(jobId);
        await Site.Target.WaitForRequestsAsync($"/{jobId}", deadline: TimeSpan.FromMinutes(1));

        var given = Pm2Async(command, "easycron-worker");
        await Eventually.BecomesAsync(() => PublishedHealth.StatusAsync(_port), status => status != HttpStatusCode.OK, TimeSpan.FromMinutes(1));
        gate.SetResult();
        await given;

        var run = (await Site.RunsAsync(jobId)).Single();
        Assert.That((run.State, run.Attempts, Site.Hits(jobId).Count), Is.EqualTo(("OK", 1, 1)), run.Log);
    }

    private Task<int> OnlineAsync(int other) => Eventually.BecomesAsync(
        async () => await PublishedHealth.StatusAsync(_port) == HttpStatusCode.OK && await AppAsync() is { Status: "online" } app ? app.Pid : other, pid => pid != other, TimeSpan.FromMinutes(1));

    private async Task<App> AppAsync()
    {
        var text = (await Pm2Async("jlist")).ToString();
        using var list = JsonDocument.Parse(text[text.IndexOf("[{\"pid\"", StringComparison.Ordinal)..]);
        var app = list.RootElement[0];
        var state = app.GetProperty("pm2_env");
        return new App(app.GetProperty("pid").GetInt32(), state.GetProperty("status").GetString(), state.GetProperty("restart_time").GetInt32());
    }

    private Task<ProcessOutput> Pm2Async(params string[] arguments) => Pm2Async(("WORKER_CONCURRENCY", "50"), arguments);

    private Task<ProcessOutput> Pm2Async((string Name, string Value) setting, params string[] arguments) => ChildProcess.RunAsync(
        "node",
        [Path.Combine(NodeScript.Folder, "node_modules/pm2/bin/pm2"), .. arguments],
        new ChildProcessOptions
        {
            WorkingDirectory = _folder,
            Environment = new Dictionary<string, string?>
            {
                ["PM2_HOME"] = _home,
                ["PM2_DISCRETE_MODE"] = "true",
                ["DATABASE_URL"] = Site.Database.Url,
                ["REDIS_URL"] = Site.Redis.Url,
                ["BULLMQ_PREFIX"] = Site.Prefix,
                ["EGRESS_ALLOW"] = "127.0.0.1",
                ["HEALTH_PORT"] = $"{_port}",
                [setting.Name] = setting.Value,
            },
        },
        TimeSpan.FromMinutes(2));

    /// <summary>What PM2 knows of the worker.</summary>
    private sealed record App(int Pid, string? Status, int Restarts);
}
