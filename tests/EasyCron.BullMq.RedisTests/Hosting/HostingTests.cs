using System.Collections.Concurrent;
using EasyCron.BullMq.Hosting;
using EasyCron.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EasyCron.BullMq.RedisTests.Hosting;

public sealed class HostingTests : QueueTest
{
    [Test]
    public async Task A_processor_lives_in_a_scope_of_its_own_for_each_job()
    {
        using var host = Build(bull => bull.AddQueue<int, int>("q").AddWorker<Doubler>("q", options => options with { Concurrency = 2 }));
        await host.StartAsync();
        var queue = host.Services.GetRequiredService<Queue<int, int>>();

        var added = await queue.AddManyAsync([new("a", 1), new("b", 2)]);

        await Eventually.BecomesAsync(() => queue.GetJobAsync(added[1].Id), job => job!.ReturnValue == 4);
        await Eventually.BecomesAsync(() => queue.GetJobAsync(added[0].Id), job => job!.ReturnValue == 2);
        var seen = host.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Closed.Count == 2);
        Assert.That(seen.Made, Is.Unique.And.Count.EqualTo(2));
        Assert.That(host.Services.GetRequiredKeyedService<Queue<int, int>>("q"), Is.SameAs(queue));
        Assert.That(host.Services.GetRequiredKeyedService<Worker>("q").Concurrency, Is.EqualTo(2));
        await host.StopAsync();
    }

    [Test]
    public async Task Stopping_the_host_lets_running_jobs_end_and_closes_their_scopes()
    {
        using var host = Build(bull => bull.AddQueue<int, int>("q").AddWorker<Doubler>("q"));
        await host.StartAsync();
        var seen = host.Services.GetRequiredService<Seen>();
        seen.Hold = new TaskCompletionSource();
        var added = await host.Services.GetRequiredService<Queue<int, int>>().AddAsync("j", 21);
        await Eventually.BecomesTrueAsync(() => seen.Made.Count == 1);

        var stopping = host.StopAsync();
        await Eventually.BecomesTrueAsync(() => Logs.Entries.Any(entry => entry.Message.EndsWith("stops; 1 jobs are running.", StringComparison.Ordinal)));
        seen.Hold.SetResult();
        await stopping;

        Assert.That(await FieldAsync(added.Id, "returnvalue"), Is.EqualTo("42"));
        Assert.That(host.Services.GetRequiredKeyedService<Worker>("q").IsRunning, Is.False);
        Assert.That(seen.Closed, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_job_that_outlives_the_host_s_patience_goes_back_to_the_line()
    {
        using var host = Build(bull => bull.AddQueue<int, int>("q").AddWorker<Doubler>("q", options => options with { ShutdownTimeout = TimeSpan.FromMilliseconds(50) }));
        await host.StartAsync();
        var seen = host.Services.GetRequiredService<Seen>();
        seen.Hold = new TaskCompletionSource();
        var added = await host.Services.GetRequiredService<Queue<int, int>>().AddAsync("j", 21);
        await Eventually.BecomesTrueAsync(() => seen.Made.Count == 1);

        await host.StopAsync();

        Assert.That(await Queue.Inspect.StateAsync(added.Id), Is.EqualTo(JobState.Waiting));
        Assert.That(seen.Why, Is.EqualTo(JobCancellation.Shutdown));
    }

    [Test]
    public async Task Options_come_from_configuration_and_code_has_the_last_word()
    {
        using var host = Build(
            bull => bull.AddWorker<Doubler>("q", options => options with { Name = "mine" }),
            new()
            {
                ["BullMq:Workers:q:Concurrency"] = "7",
                ["BullMq:Workers:q:Name"] = "theirs",
                ["BullMq:Workers:q:LockDuration"] = "00:01:00",
                ["BullMq:Workers:q:Limiter:Max"] = "5",
                ["BullMq:Workers:q:Limiter:Duration"] = "00:00:02",
                ["BullMq:Workers:q:RemoveOnComplete:Count"] = "3",
            });
        await host.StartAsync();

        var options = host.Services.GetRequiredKeyedService<Worker>("q").Options;

        Assert.That(
            (options.Concurrency, options.Name, options.LockDuration, options.Limiter, options.RemoveOnComplete.Count, options.Prefix),
            Is.EqualTo((7, "mine", TimeSpan.FromMinutes(1), new RateLimit(5, TimeSpan.FromSeconds(2)), (long?)3, Prefix)));
        await host.StopAsync();
    }

    [TestCase("BullMq:Workers:q:Concurrency", "0", "BullMq:Workers:q: WorkerOptions.Concurrency is 0; allowed is 1 or more")]
    [TestCase("BullMq:Workers:q:Concurrency", "many", "BullMq:Workers:q:Concurrency")]
    [TestCase("BullMq:Workers:q:Concurency", "5", "Concurency")]
    [TestCase("BullMq:Url", "http://elsewhere", "BullMq:Url cannot be read")]
    [TestCase("BullMq:CommandTimeout", "-00:00:01", "BullMq:CommandTimeout is -00:00:01; allowed is more than zero")]
    public void A_bad_setting_keeps_the_host_from_starting_and_is_named(string setting, string value, string named)
    {
        using var host = Build(bull => bull.AddWorker<Doubler>("q"), new() { [setting] = value });

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(named));
    }

    [Test]
    public void A_password_is_not_told_with_a_bad_address()
    {
        using var host = Build(_ => { }, new() { ["BullMq:Url"] = "redis://:s3cret@host:notaport" });

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Not.Contains("s3cret"));
    }

    [Test]
    public void What_is_no_processor_or_comes_twice_is_refused_when_it_is_added()
    {
        var bull = new ServiceCollection().AddBullMq();

        Assert.That(() => bull.AddWorker<Seen>("q"), Throws.ArgumentException.With.Message.Contains("0 pairs of types"));
        bull.AddWorker<Doubler>("q");
        Assert.That(() => bull.AddWorker<Doubler>("q"), Throws.ArgumentException.With.Message.Contains("has a worker"));
    }

    [Test]
    public async Task Health_is_told_of_Redis_and_the_workers()
    {
        await using var server = await EasyCron.Testing.Redis.RedisServer.StartPrivateAsync();
        using var host = Build(
            bull => bull.AddWorker("q", _ => (_, _) => ValueTask.FromResult(JobOutcome.Done)).AddHealthCheck(),
            new() { ["BullMq:Url"] = server.Url, ["BullMq:CommandTimeout"] = "00:00:01" });
        await host.StartAsync();
        var health = host.Services.GetRequiredService<HealthCheckService>();

        await Eventually.BecomesAsync(() => health.CheckHealthAsync(), report => report.Status == HealthStatus.Healthy);
        await server.KillAsync();

        var report = await Eventually.BecomesAsync(() => health.CheckHealthAsync(), report => report.Status == HealthStatus.Unhealthy);
        Assert.That(report.Entries, Does.ContainKey("bullmq"));
        await host.StopAsync();
    }

    private IHost Build(Action<BullMqBuilder> add, Dictionary<string, string?>? settings = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["BullMq:Url"] = Server.Url, ["BullMq:Prefix"] = Prefix });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.AddProvider(Logs);
        builder.Services.AddSingleton<Seen>();
        add(builder.Services.AddBullMq());
        return builder.Build();
    }

    internal sealed class Seen
    {
        public ConcurrentQueue<Doubler> Made { get; } = new();

        public ConcurrentQueue<Doubler> Closed { get; } = new();

        public TaskCompletionSource? Hold { get; set; }

        public JobCancellation Why { get; set; }
    }

    internal sealed class Doubler(Seen seen) : IJobProcessor<int, int>, IAsyncDisposable
    {
        public async ValueTask<int> ProcessAsync(JobContext<int> job, CancellationToken cancellationToken)
        {
            seen.Made.Enqueue(this);
            try
            {
                await (seen.Hold?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                seen.Why = job.Cancellation;
                throw;
            }

            return job.Data * 2;
        }

        public ValueTask DisposeAsync()
        {
            seen.Closed.Enqueue(this);
            return ValueTask.CompletedTask;
        }
    }
}
