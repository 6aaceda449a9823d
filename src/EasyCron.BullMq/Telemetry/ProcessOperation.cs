using System.Diagnostics;
using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Telemetry;

/// <summary>One attempt of a job, traced and measured.</summary>
internal sealed class ProcessOperation : IDisposable
{
    private readonly Activity? _activity;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private TagList _tags;

    public ProcessOperation(QueueName queue, JobRecord job, TimeProvider clock)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        _tags = Instruments.Tags(queue, "process", "process");

        // Whatever was going on where the worker was started is not what the job belongs to.
        Activity.Current = null;
        _activity = Instruments.Source.StartActivity($"process {queue.Name}", ActivityKind.Consumer, TraceContext.Read(job.Options.TelemetryMetadata) ?? default);
        if (_activity is not null)
        {
            Instruments.SetTags(_activity, _tags);
            _activity.SetTag("messaging.message.id", job.Id).SetTag("bullmq.job.name", job.Name).SetTag("bullmq.job.attempts.made", job.AttemptsMade);
        }
    }

    /// <summary>Takes in how the attempt ended.</summary>
    public JobOutcome End(JobOutcome outcome)
    {
        if (outcome.Error is { } error)
        {
            Instruments.SetError(_activity, ref _tags, error);
        }

        return outcome;
    }

    public void Dispose()
    {
        Instruments.ProcessDuration.Record(_clock.GetElapsedTime(_started).TotalSeconds, _tags);
        _activity?.Dispose();
    }
}
