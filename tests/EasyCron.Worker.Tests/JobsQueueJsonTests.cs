using System.Text.Json;
using EasyCron.Storage;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.Tests;

/// <summary>What the app and Node's workers read of the jobs queue's jobs. The shipped program knows only the types that are named, so a forgotten one fails here.</summary>
public sealed class JobsQueueJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Spellings()
    {
        yield return new TestCaseData(new SchedulerData("j"), """{"jobId":"j"}""").SetArgDisplayNames("scheduler");
        yield return new TestCaseData(new OccurrenceRequest("j", "deploy", "2026-03-01T12:00:00.000Z"), """{"jobId":"j","trigger":"deploy","scheduledAt":"2026-03-01T12:00:00.000Z"}""").SetArgDisplayNames("occurrence");
        yield return new TestCaseData(new LostRun("j", "r", RunState.Running, At, 2), """{"jobId":"j","runId":"r","state":1,"startedAt":"2026-03-01T12:00:00+00:00","attempts":2}""").SetArgDisplayNames("lost run");
        yield return new TestCaseData(new EndedResult("r", "OK", 1, 200), """{"runId":"r","state":"OK","attempts":1,"exitCode":200}""").SetArgDisplayNames("ended");
        yield return new TestCaseData(new EndedResult("r", "FAIL", 3, null), """{"runId":"r","state":"FAIL","attempts":3,"exitCode":null}""").SetArgDisplayNames("ended without an answer");
        yield return new TestCaseData(new SkippedResult("it is <late> & \"über\""), """{"skipped":"it is <late> & \"über\""}""").SetArgDisplayNames("skipped");
    }

    [TestCaseSource(nameof(Spellings))]
    public void Each_type_is_known_and_spelled_as_before(object value, string json)
    {
        Assert.That(JobsQueueJson.Conventions.TypeInfoResolver!.GetTypeInfo(value.GetType(), JobsQueueJson.Conventions), Is.Not.Null, "a JsonSerializerContext knows it");
        Assert.That(JsonSerializer.Serialize(value, value.GetType(), JobsQueueJson.Conventions), Is.EqualTo(json));
    }

    [Test]
    public void A_lost_run_is_read_as_it_was_written()
    {
        var lost = new LostRun("j", "r", RunState.Queued, At, 0);

        Assert.That(JsonSerializer.Deserialize<LostRun>(JsonSerializer.Serialize(lost, JobsQueueJson.Conventions), JobsQueueJson.Conventions), Is.EqualTo(lost));
    }
}
