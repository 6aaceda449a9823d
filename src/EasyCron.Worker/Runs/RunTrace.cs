using System.Diagnostics;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>
/// The spans of a run: <c>schedule</c> (from when it was due to its begin), <c>run</c> (one for each time a worker takes it up), <c>attempt</c>. All spans of a run
/// lie in one trace, whichever workers made them, because the trace's id follows from the run's; unless the queue hands us a trace to go on with.
/// </summary>
internal static class RunTrace
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "EasyCron.Worker";

    private static readonly ActivitySource Source = new(SourceName, ProductVersion.Current);

    /// <summary>Begins the span of a run in this worker.</summary>
    /// <param name="request">The run.</param>
    /// <param name="isFirst">Whether the run begins now, so that the span of its schedule ends here.</param>
    /// <param name="now">Now.</param>
    /// <returns>The span; null when nobody listens.</returns>
    public static Activity? StartRun(RunRequest request, bool isFirst, DateTimeOffset now)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = Activity.Current?.Context ?? new ActivityContext(TraceOf(request.RunId), default, ActivityTraceFlags.Recorded);
        if (isFirst && request.ScheduledAt <= now)
        {
            using var schedule = Source.StartActivity("schedule", ActivityKind.Internal, parent, startTime: request.ScheduledAt);
            parent = schedule?.Context ?? parent;
        }

        var span = Source.StartActivity("run", ActivityKind.Internal, parent);
        span?.SetTag("easycron.job.id", request.JobId).SetTag("easycron.run.id", request.RunId).SetTag("easycron.trigger", request.Trigger.Text());
        return span;
    }

    /// <summary>Begins the span of an attempt.</summary>
    /// <param name="attempt">Its number.</param>
    /// <returns>The span; null when nobody listens.</returns>
    public static Activity? StartAttempt(int attempt)
    {
        var span = Source.StartActivity("attempt");
        return attempt > 1 ? span?.SetTag("http.request.resend_count", attempt - 1) : span;
    }

    /// <summary>Notes what came of an attempt.</summary>
    public static void End(Activity? attempt, RunOutcome outcome, AttemptOutcome answer)
    {
        if (answer.StatusCode is { } code)
        {
            attempt?.SetTag("http.response.status_code", code);
        }

        if (outcome != RunOutcome.Succeeded)
        {
            attempt?.SetTag("error.type", outcome.Slug()).SetStatus(ActivityStatusCode.Error, answer.Reason);
        }
    }

    private static ActivityTraceId TraceOf(string runId) => ActivityTraceId.CreateFromString(OwnHeaders.TraceOf(runId));
}
