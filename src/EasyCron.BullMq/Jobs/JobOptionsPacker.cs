using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Jobs;

/// <summary>Options -> the packed map with BullMQ's short names that add scripts take.</summary>
internal static class JobOptionsPacker
{
    /// <summary>The options of a job that is added: BullMQ's client always stores attempts, 0 unless told.</summary>
    public static byte[] Pack(JobOptions options) => Pack(options, defaultAttempts: true, more: 0, finish: null);

    /// <param name="options">What to pack.</param>
    /// <param name="defaultAttempts">Whether attempts are stored when nothing was said of them.</param>
    /// <param name="more">How many members <paramref name="finish"/> adds.</param>
    /// <param name="finish">Writes further members.</param>
    public static byte[] Pack(JobOptions options, bool defaultAttempts, int more, Action<MessagePackWriter>? finish)
    {
        var writer = MessagePackWriter.Shared();
        var withAttempts = defaultAttempts || options.Attempts is not null;
        writer.Map(Count(options) + One(withAttempts) + more);
        if (withAttempts)
        {
            writer.Write("attempts"u8).Write(options.Attempts ?? 0);
        }

        if (options.JobId is { } id)
        {
            writer.Write("jobId"u8).Write(id);
        }

        if (options.Priority != 0)
        {
            writer.Write("priority"u8).Write(options.Priority);
        }

        if (options.Delay != default)
        {
            writer.Write("delay"u8).Write(Milliseconds(options.Delay));
        }

        if (options.Timestamp is { } timestamp)
        {
            writer.Write("timestamp"u8).Write(timestamp.ToUnixTimeMilliseconds());
        }

        if (options.Lifo)
        {
            writer.Write("lifo"u8).Write(true);
        }

        if (options.Backoff is { } backoff)
        {
            writer.Write("backoff"u8);
            Write(writer, backoff);
        }

        Write(writer, "removeOnComplete"u8, options.RemoveOnComplete);
        Write(writer, "removeOnFail"u8, options.RemoveOnFail);
        Write(writer, "kl"u8, options.KeepLogs);
        Write(writer, "stackTraceLimit"u8, options.StackTraceLimit);
        Write(writer, "sizeLimit"u8, options.SizeLimit);
        if (options.Deduplication is { } deduplication)
        {
            writer.Write("de"u8);
            Write(writer, deduplication);
        }

        if (options.Parent is { } parent)
        {
            writer.Write("parent"u8).Map(2).Write("id"u8).Write(parent.Id).Write("queue"u8).Write(parent.QueueKey);
        }

        if (ShortName(options.ChildFailurePolicy) is { } policy)
        {
            writer.Write(policy).Write(true);
        }

        if (options.TelemetryMetadata is { } metadata)
        {
            writer.Write("tm"u8).Write(metadata);
        }

        if (options.OmitContext)
        {
            writer.Write("omc"u8).Write(true);
        }

        foreach (var (name, value) in options.Other ?? NoOthers)
        {
            writer.Write(name).Write(value);
        }

        finish?.Invoke(writer);
        return writer.ToArray();
    }

    /// <summary>The flag BullMQ stores for a policy, in options and in the job's parent record; null for the default.</summary>
    public static string? ShortName(ChildFailurePolicy policy) => policy switch
    {
        ChildFailurePolicy.FailParent => "fpof",
        ChildFailurePolicy.ContinueParent => "cpof",
        ChildFailurePolicy.IgnoreFailure => "idof",
        ChildFailurePolicy.RemoveDependency => "rdof",
        _ => null,
    };

    /// <summary>A time span as BullMQ stores it: milliseconds, whole where possible.</summary>
    public static double Milliseconds(TimeSpan span) => span.Ticks % TimeSpan.TicksPerMillisecond == 0
        ? span.Ticks / TimeSpan.TicksPerMillisecond
        : span.TotalMilliseconds;

    private static readonly Dictionary<string, System.Text.Json.JsonElement> NoOthers = [];

    private static int Count(JobOptions o) =>
        One(o.JobId is not null) + One(o.Priority != 0) + One(o.Delay != default) + One(o.Timestamp is not null) + One(o.Lifo)
        + One(o.Backoff is not null) + One(o.RemoveOnComplete is not null) + One(o.RemoveOnFail is not null) + One(o.KeepLogs is not null)
        + One(o.StackTraceLimit is not null) + One(o.SizeLimit is not null) + One(o.Deduplication is not null) + One(o.Parent is not null)
        + One(ShortName(o.ChildFailurePolicy) is not null) + One(o.TelemetryMetadata is not null) + One(o.OmitContext) + (o.Other?.Count ?? 0);

    private static int One(bool present) => present ? 1 : 0;

    private static void Write(MessagePackWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.Write(name).Write(number);
        }
    }

    private static void Write(MessagePackWriter writer, ReadOnlySpan<byte> name, JobRetention? retention)
    {
        if (retention is null)
        {
            return;
        }

        writer.Write(name);
        if (retention == JobRetention.RemoveAtOnce || retention == JobRetention.KeepAll)
        {
            writer.Write(retention == JobRetention.RemoveAtOnce);
            return;
        }

        WriteMap(writer, retention);
    }

    /// <summary>The map form <c>{count?, age?, limit?}</c>; the age in seconds.</summary>
    public static void WriteMap(MessagePackWriter writer, JobRetention retention)
    {
        writer.Map(One(retention.Count is not null) + One(retention.Age is not null) + One(retention.Limit is not null));
        if (retention.Count is { } count)
        {
            writer.Write("count"u8).Write(count);
        }

        if (retention.Age is { } age)
        {
            writer.Write("age"u8).Write((long)age.TotalSeconds);
        }

        if (retention.Limit is { } limit)
        {
            writer.Write("limit"u8).Write(limit);
        }
    }

    private static void Write(MessagePackWriter writer, Backoff backoff)
    {
        writer.Map(1 + One(backoff.Delay != default) + One(backoff.Jitter != 0)).Write("type"u8).Write(backoff.Type);
        if (backoff.Delay != default)
        {
            writer.Write("delay"u8).Write(Milliseconds(backoff.Delay));
        }

        if (backoff.Jitter != 0)
        {
            writer.Write("jitter"u8).Write(backoff.Jitter);
        }
    }

    private static void Write(MessagePackWriter writer, Deduplication deduplication)
    {
        writer.Map(1 + One(deduplication.Ttl is not null) + One(deduplication.Extend) + One(deduplication.Replace)
            + One(deduplication.KeepLastIfActive) + One(deduplication.Reschedule));
        writer.Write("id"u8).Write(deduplication.Id);
        if (deduplication.Ttl is { } ttl)
        {
            writer.Write("ttl"u8).Write((long)ttl.TotalMilliseconds);
        }

        WriteTrue(writer, "extend"u8, deduplication.Extend);
        WriteTrue(writer, "replace"u8, deduplication.Replace);
        WriteTrue(writer, "keepLastIfActive"u8, deduplication.KeepLastIfActive);
        WriteTrue(writer, "reschedule"u8, deduplication.Reschedule);
    }

    private static void WriteTrue(MessagePackWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            writer.Write(name).Write(true);
        }
    }
}
