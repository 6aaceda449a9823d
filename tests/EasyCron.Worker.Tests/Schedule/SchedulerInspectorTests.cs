using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker.Tests.Schedule;

public sealed class SchedulerInspectorTests
{
    [TestCase("""{"jobId":"a"}""", "a", true)]
    [TestCase("""{ "jobId" : "a", "more": [1] }""", "a", true)]
    [TestCase("""{"jobId":"\u0061"}""", "a", true)]
    [TestCase("""{"jobId":"b"}""", "a", false)]
    [TestCase("""{"jobId":7}""", "7", false)]
    [TestCase("""["jobId","a"]""", "a", false)]
    [TestCase("""{"jobId":"a" """, "a", false)]
    [TestCase("", "", false)]
    [TestCase(null, "a", false)]
    public void Data_names_a_job(string? data, string jobId, bool names) => Assert.That(SchedulerInspector.NamesJob(data, jobId), Is.EqualTo(names));

    [TestCase("cmb1x", """{"jobId":"cmb1x"}""")]
    [TestCase("a\"b", """{"jobId":"a\"b"}""")]
    public void Data_is_written_as_Node_would(string jobId, string json) => Assert.That(JsonSerializer.Serialize(new SchedulerData(jobId), QueueJson.Default), Is.EqualTo(json));
}
