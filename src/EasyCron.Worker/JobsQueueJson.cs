using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.BullMq;
using EasyCron.Worker.Runs;
using EasyCron.Worker.Schedule;

namespace EasyCron.Worker;

/// <summary>How the data of the jobs queue's jobs is spelled: as <see cref="QueueJson.Default"/> says, compiled ahead for the types that the worker adds.</summary>
[JsonSerializable(typeof(SchedulerData))]
[JsonSerializable(typeof(OccurrenceRequest))]
[JsonSerializable(typeof(LostRun))]
internal sealed partial class JobsQueueJson : JsonSerializerContext
{
    /// <summary>The options of the queue and of its worker.</summary>
    public static JsonSerializerOptions Conventions { get; } = new(QueueJson.Default) { TypeInfoResolver = Default };
}
