using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.BullMq;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker;

/// <summary>How data and results of the jobs queue's jobs are spelled: as <see cref="QueueJson.Default"/> says, compiled ahead for the types that the worker adds and returns.</summary>
internal static partial class JobsQueueJson
{
    /// <summary>The options of the queue and of its worker.</summary>
    public static JsonSerializerOptions Conventions { get; } = new(QueueJson.Default) { TypeInfoResolver = Types.Default };

    [JsonSerializable(typeof(SchedulerData))]
    [JsonSerializable(typeof(OccurrenceRequest))]
    [JsonSerializable(typeof(LostRun))]
    [JsonSerializable(typeof(EndedResult))]
    [JsonSerializable(typeof(SkippedResult))]
    private sealed partial class Types : JsonSerializerContext;
}
