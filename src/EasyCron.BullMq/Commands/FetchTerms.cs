using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>The terms a worker takes jobs on.</summary>
/// <param name="LockDuration">How long a lock lives without renewal.</param>
/// <param name="Limiter">The worker's own rate limit.</param>
/// <param name="WorkerName">Stored with the job as its processor's name.</param>
internal sealed record FetchTerms(TimeSpan LockDuration, RateLimit? Limiter, string? WorkerName)
{
    public const int Members = 4;

    /// <summary>The packed map a fetching command takes.</summary>
    public byte[] Pack(string token)
    {
        var writer = MessagePackWriter.Shared().Map(Members);
        WriteMembers(writer, token);
        return writer.ToArray();
    }

    /// <summary>The members alone, for commands that carry more beside them.</summary>
    public void WriteMembers(MessagePackWriter writer, string token)
    {
        writer.Write("token"u8).Write(token).Write("lockDuration"u8).Write((long)LockDuration.TotalMilliseconds).Write("limiter"u8);
        if (Limiter is { } limiter)
        {
            writer.Map(2).Write("max"u8).Write(limiter.Max).Write("duration"u8).Write(JobOptionsPacker.Milliseconds(limiter.Duration));
        }
        else
        {
            writer.Nil();
        }

        writer.Write("name"u8).Write(WorkerName);
    }
}
