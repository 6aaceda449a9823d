using System.Text.Json;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Working;

/// <summary>What a failed attempt writes into its job's hash: the reason, and the stack traces so far.</summary>
internal static class FailureFields
{
    public static byte[] Pack(JobRecord job, Exception error)
    {
        var traces = Traces(job, error);
        return MessagePackWriter.Shared().Array(4)
            .Write("failedReason"u8).Write(error.Message)
            .Write("stacktrace"u8).Write(QueueJson.Serialize(traces, QueueJson.Default))
            .ToArray();
    }

    private static List<string> Traces(JobRecord job, Exception error)
    {
        List<string> traces = [];
        try
        {
            traces = job.StackTraceJson is { } json ? QueueJson.Deserialize<List<string>>(json, QueueJson.Default) ?? [] : [];
        }
        catch (JsonException)
        {
            // Somebody stored a trace list nobody can read; it is replaced by one that can be.
        }

        traces.Add(error.ToString());
        return job.Options.StackTraceLimit is { } limit ? traces[^Math.Min(Math.Max(limit, 0), traces.Count)..] : traces;
    }
}
