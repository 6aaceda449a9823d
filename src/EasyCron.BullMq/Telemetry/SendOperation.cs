using System.Diagnostics;

namespace EasyCron.BullMq.Telemetry;

/// <summary>One call that adds jobs, traced and measured.</summary>
internal sealed class SendOperation : IDisposable
{
    private readonly Activity? _activity;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private TagList _tags;
    private int _count;

    private SendOperation(QueueName queue, int count, TimeProvider clock)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        _count = count;
        _tags = Instruments.Tags(queue, "add", "send");
        _activity = Instruments.Source.StartActivity($"add {queue.Name}", ActivityKind.Producer);
        if (_activity is not null)
        {
            Instruments.SetTags(_activity, _tags);
        }

        // An activity that is not sampled is not made, and the one around it carries the decision on.
        if (Instruments.Source.HasListeners() && (_activity ?? Activity.Current) is { } around)
        {
            Metadata = TraceContext.Write(around);
        }
    }

    /// <summary>The trace context for the jobs to carry; null for none.</summary>
    private string? Metadata { get; }

    /// <returns>Null where nobody watches.</returns>
    public static SendOperation? Start(QueueName queue, int count, TimeProvider clock) =>
        Instruments.AreAddsWatched ? new SendOperation(queue, count, clock) : null;

    /// <summary>Gives a job the trace context, unless it has one or wants none.</summary>
    public JobOptions Stamp(JobOptions options) => Metadata is null || options.OmitContext || options.TelemetryMetadata is not null
        ? options
        : options with { TelemetryMetadata = Metadata };

    /// <summary>Tells of the one job that was added.</summary>
    public void Added(string jobId, string jobName) => _activity?.SetTag("messaging.message.id", jobId).SetTag("bullmq.job.name", jobName);

    /// <summary>Tells how many jobs were given.</summary>
    public void Batch(int count)
    {
        _count = count;
        _activity?.SetTag("messaging.batch.message_count", count);
    }

    public void Fail(Exception error) => Instruments.SetError(_activity, ref _tags, error);

    public void Dispose()
    {
        Instruments.Sent.Add(_count, _tags);
        Instruments.OperationDuration.Record(_clock.GetElapsedTime(_started).TotalSeconds, _tags);
        _activity?.Dispose();
    }
}
