using EasyCron.Storage;
using EasyCron.Testing.Http;

namespace EasyCron.System.Tests.Chaos;

/// <summary>The checker finds what it is there for, in histories that are made up.</summary>
public sealed class ChaosCheckerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Jobs = new() { ["free"] = "allow", ["one"] = "skip" };

    [Test]
    public void A_history_without_faults_has_none()
    {
        var checker = Check([Row("free", 0), Row("free", 2), Row("free", 4, late: 3), Row("free", 8)]);

        Assert.That(checker.OneRowForAnOccurrence().Concat(checker.NoneLost()).Concat(checker.AllHaveEnded()), Is.Empty, "06 had passed when 04 was begun at 07");
    }

    [Test]
    public void An_occurrence_that_is_left_out_is_found() =>
        Assert.That(Check([Row("free", 0), Row("free", 2), Row("free", 6)]).NoneLost(), Has.One.Contains("due at 08:00:04"));

    [Test]
    public void Two_rows_of_an_occurrence_and_rows_of_none_are_found()
    {
        Assert.That(Check([Row("free", 0), Row("free", 0, trigger: "catchup")]).OneRowForAnOccurrence(), Has.One.Contains("2 rows"));
        Assert.That(Check([Row("free", 0) with { Id = "cmwrprhax80enr5fd034s6e35" }]).OneRowForAnOccurrence(), Has.One.Contains("no occurrence"));
    }

    [Test]
    public void Rows_that_hang_and_clicks_without_a_run_are_found()
    {
        Assert.That(Check([Row("free", 0) with { State = "RUNNING" }]).AllHaveEnded(), Has.Exactly(1).Items);
        Assert.That(Check([]).ClicksRan(1), Has.One.Contains("1 clicks made 0 runs"));
    }

    [Test]
    public async Task Requests_that_are_missing_too_many_without_a_row_or_overlapping_are_found()
    {
        var row = Row("one", 0);
        var gate = new TaskCompletionSource();
        await using var target = await HttpTarget.StartAsync();
        using var client = new HttpClient();
        target.Answer("/one", HttpAnswer.Ok().After(gate.Task));
        var first = SendAsync(row.Id);
        await target.WaitForRequestsAsync("/one");
        var second = SendAsync("stranger");
        await target.WaitForRequestsAsync("/one", 2);
        gate.SetResult();
        await Task.WhenAll(first, second);
        await SendAsync(row.Id);

        var checker = new ChaosChecker([row, Row("one", 2)], target.Requests, Jobs);
        Assert.Multiple(() =>
        {
            Assert.That(checker.NoOverlaps(), Has.Exactly(1).Items);
            Assert.That(checker.HitsHaveRows(), Has.One.Contains("stranger"));
            Assert.That(checker.HitsAreExplained(kills: 0), Has.One.Contains("made 2 requests").And.One.Contains("without a request"));
            Assert.That(checker.HitsAreExplained(kills: 1), Has.Exactly(1).Items);
        });

        async Task SendAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{target.Url}/one");
            request.Headers.Add("Idempotency-Key", key);
            (await client.SendAsync(request)).Dispose();
        }
    }

    private static ChaosChecker Check(IReadOnlyList<RunRow> rows) => new(rows, [], Jobs);

    private static RunRow Row(string jobId, int second, int late = 0, string trigger = "schedule")
    {
        var at = Start.AddSeconds(second);
        return new RunRow(RunId.ForOccurrence(jobId, trigger, at), jobId, "OK", at.UtcDateTime.AddSeconds(late), at.UtcDateTime.AddSeconds(late + 1), 1, 200, "fine");
    }
}
