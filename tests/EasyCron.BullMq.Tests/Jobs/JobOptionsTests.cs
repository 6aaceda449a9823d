using System.Text;
using System.Text.Json;
using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Tests.Jobs;

public sealed class JobOptionsTests
{
    private static readonly JobOptions Everything = new()
    {
        JobId = "id",
        Priority = 3,
        Delay = TimeSpan.FromMilliseconds(1500),
        Lifo = true,
        Attempts = 4,
        Backoff = Backoff.Exponential(TimeSpan.FromSeconds(1), 0.3),
        RemoveOnComplete = JobRetention.RemoveAtOnce,
        RemoveOnFail = new JobRetention(5, TimeSpan.FromSeconds(10), 7),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1700000000000),
        KeepLogs = 4,
        StackTraceLimit = 2,
        SizeLimit = 1000,
        Deduplication = new Deduplication("d") { Ttl = TimeSpan.FromMilliseconds(9), Extend = true, Replace = true, KeepLastIfActive = true, Reschedule = true },
        Parent = new ParentReference("p", "bull:q"),
        ChildFailurePolicy = ChildFailurePolicy.ContinueParent,
        TelemetryMetadata = "m",
        OmitContext = true,
        Other = new Dictionary<string, JsonElement> { ["own"] = JsonDocument.Parse("""{"x":[1]}""").RootElement },
    };

    [Test]
    public void Options_are_packed_under_BullMQs_names() =>
        AssertJson(
            JobOptionsPacker.Pack(Everything),
            """
            {"attempts":4,"jobId":"id","priority":3,"delay":1500,"timestamp":1700000000000,"lifo":true,
             "backoff":{"type":"exponential","delay":1000,"jitter":0.3},"removeOnComplete":true,"removeOnFail":{"count":5,"age":10,"limit":7},
             "kl":4,"stackTraceLimit":2,"sizeLimit":1000,
             "de":{"id":"d","ttl":9,"extend":true,"replace":true,"keepLastIfActive":true,"reschedule":true},
             "parent":{"id":"p","queue":"bull:q"},"cpof":true,"tm":"m","omc":true,"own":{"x":[1]}}
            """);

    [Test]
    public void Packed_options_read_back_the_same()
    {
        var read = JobOptionsJson.Parse(Encoding.UTF8.GetBytes(MessagePackReader.ToJson(JobOptionsPacker.Pack(Everything))));

        Assert.That(read with { Other = null }, Is.EqualTo(Everything with { Other = null }));
        Assert.That(read.Other!["own"].GetRawText(), Is.EqualTo("""{"x":[1]}"""));
    }

    [Test]
    public void Attempts_are_always_stored() => AssertJson(JobOptionsPacker.Pack(JobOptions.Default), """{"attempts":0}""");

    private static IEnumerable<TestCaseData> StoredForms() =>
    [
        new TestCaseData("""{"removeOnComplete":false}""", new JobOptions { RemoveOnComplete = JobRetention.KeepAll }),
        new TestCaseData("""{"removeOnComplete":5}""", new JobOptions { RemoveOnComplete = new JobRetention(5) }),
        new TestCaseData("""{"removeOnComplete":null}""", JobOptions.Default),
        new TestCaseData("""{"removeOnFail":{"age":2.5}}""", new JobOptions { RemoveOnFail = new JobRetention(Age: TimeSpan.FromSeconds(2.5)) }),
        new TestCaseData("""{"backoff":500}""", new JobOptions { Backoff = Backoff.Fixed(TimeSpan.FromMilliseconds(500)) }),
        new TestCaseData("""{"backoff":{"type":"own"}}""", new JobOptions { Backoff = new Backoff("own") }),
        new TestCaseData("""{"attempts":"three","priority":[],"delay":"x","backoff":7.5e300}""", new JobOptions { Backoff = Backoff.Fixed(default) }),
        new TestCaseData("""{"fpof":false,"idof":true}""", new JobOptions { ChildFailurePolicy = ChildFailurePolicy.IgnoreFailure }),
        new TestCaseData("""{"timestamp":1e300,"delay":-5}""", new JobOptions { Delay = TimeSpan.FromMilliseconds(-5) }),
    ];

    [TestCaseSource(nameof(StoredForms))]
    public void Every_form_that_clients_store_is_read(string json, JobOptions expected) =>
        Assert.That(JobOptionsJson.Parse(Encoding.UTF8.GetBytes(json)), Is.EqualTo(expected));

    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("")]
    public void Options_that_are_no_object_are_refused(string json) =>
        Assert.That(() => JobOptionsJson.Parse(Encoding.UTF8.GetBytes(json)), Throws.InstanceOf<JsonException>());

    private static void AssertJson(byte[] packed, string expected)
    {
        var json = MessagePackReader.ToJson(packed);
        using var actual = JsonDocument.Parse(json);
        using var wanted = JsonDocument.Parse(expected);
        Assert.That(JsonElement.DeepEquals(actual.RootElement, wanted.RootElement), json);
    }
}
