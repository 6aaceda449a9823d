using System.Diagnostics;
using System.Globalization;
using EasyCron.Testing;

namespace EasyCron.System.Tests.Chaos;

/// <summary>
/// A fleet under load and under faults that a seed chooses; afterwards everything that was promised must hold. Short by default; <c>scripts/chaos</c> makes it
/// long and chooses other seeds. The seed is printed first: a seed that fails is to be added below.
/// </summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    private static int[] Seeds => Environment.GetEnvironmentVariable("CHAOS_SEED") is { Length: > 0 } seed ? [int.Parse(seed, CultureInfo.InvariantCulture)] : [1];

    private static TimeSpan Length => Environment.GetEnvironmentVariable("CHAOS_MINUTES") is { Length: > 0 } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(20);

    [TestCaseSource(nameof(Seeds))]
    public async Task Whatever_happens_no_occurrence_is_lost_or_doubled_and_all_comes_to_rest(int seed)
    {
        await TestContext.Progress.WriteLineAsync($"Chaos: seed {seed}, {Length.TotalSeconds:0} s.");
        await using var site = await ChaosSite.StartAsync(workers: 3);
        try
        {
            var story = await SufferAsync(site, seed);
            await RestAsync(site);
            await CheckAsync(site, story);
        }
        catch (Exception) when (TestContext.CurrentContext.Result.FailCount >= 0)
        {
            await TestContext.Out.WriteLineAsync(site.Words);
            throw;
        }
    }

    private static async Task<Story> SufferAsync(ChaosSite site, int seed)
    {
        var story = new Story([], 0);
        var clock = Stopwatch.StartNew();
        using var plan = ChaosFault.Plan(seed).GetEnumerator();
        while (clock.Elapsed < Length && plan.MoveNext())
        {
            await Task.Delay(plan.Current.After);
            await site.ClickAsync();
            story = story with { Clicks = story.Clicks + 1 };
            story.Faults.Add($"{clock.Elapsed:mm\\:ss} {plan.Current.Kind} {plan.Current.Victim} {plan.Current.Lasts.TotalSeconds:0.0} s");
            await site.SufferAsync(plan.Current);
        }

        return story;
    }

    /// <summary>All faults are over: the schedules in Redis become those in PostgreSQL, occurrences run again, and after the last of them nothing is left.</summary>
    private static async Task RestAsync(ChaosSite site)
    {
        var enabled = $"{site.Scheduled.Count}";
        await Eventually.BecomesAsync(async () => (await site.RedisAsync("ZCARD", "bull:jobs:repeat")).Trim(), count => count == enabled, Settled);
        var healed = TimeProvider.System.GetUtcNow();
        await Eventually.BecomesAsync(
            () => site.Target.Requests.Where(hit => hit.ArrivedAt > healed).Select(hit => hit.Path[1..]).Intersect(site.Scheduled.Keys).Count(),
            running => running == site.Scheduled.Count,
            Settled);

        // Once its job is switched off, what a fault made wait would be turned away, and by right.
        await Eventually.BecomesAsync(async () => (await site.QueuedAsync()).Count(id => ChaosSite.DueAt(id) <= healed), overdue => overdue == 0, Settled);
        await site.EndSchedulesAsync();
        await Eventually.BecomesAsync(async () => (await site.RedisAsync("ZCARD", "bull:jobs:repeat")).Trim(), count => count == "0", Settled);
        await Eventually.BecomesAsync(async () => (await site.QueuedAsync()).Count, left => left == 0, Settled);
        await Eventually.BecomesAsync(() => RunRow.ListAsync(site.Database.DataSource, null), rows => rows.All(row => row.HasEnded), Settled);
    }

    private static async Task CheckAsync(ChaosSite site, Story story)
    {
        var rows = await RunRow.ListAsync(site.Database.DataSource, null);
        var checker = new ChaosChecker(rows, site.Target.Requests, site.Scheduled);
        await TestContext.Out.WriteLineAsync($"{rows.Count} runs, {site.Target.Requests.Count} requests, {story.Clicks} clicks, {site.Kills} workers killed; {rows.Count(row => row.State != "OK")} runs did not end OK.");
        var faults = string.Join('\n', story.Faults);
        Assert.Multiple(() =>
        {
            Assert.That(checker.OneRowForAnOccurrence(), Is.Empty, faults);
            Assert.That(checker.NoneLost(), Is.Empty, faults);
            Assert.That(checker.HitsAreExplained(site.Kills), Is.Empty, faults);
            Assert.That(checker.HitsHaveRows(), Is.Empty, faults);
            Assert.That(checker.NoOverlaps(), Is.Empty, faults);
            Assert.That(checker.AllHaveEnded(), Is.Empty, faults);
            Assert.That(checker.ClicksRan(story.Clicks), Is.Empty, faults);
        });
    }

    /// <summary>What happened.</summary>
    private sealed record Story(List<string> Faults, int Clicks);
}
