using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>The headers EasyCron adds to every request unless the job sets the same ones or they are switched off.</summary>
internal static class OwnHeaders
{
    /// <summary>Lists them for one attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <returns>User-Agent, Idempotency-Key, EasyCron-* and traceparent.</returns>
    public static IEnumerable<OutgoingHeader> Of(AttemptContext context) =>
    [
        new("User-Agent", $"EasyCron/{ProductVersion.Current}"),
        new("Idempotency-Key", Safe(context.RunId)),
        new("EasyCron-Job-Id", Safe(context.JobId)),
        new("EasyCron-Run-Id", Safe(context.RunId)),
        new("EasyCron-Attempt", context.Attempt.ToString(CultureInfo.InvariantCulture)),
        new("EasyCron-Scheduled-At", context.ScheduledAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        new("EasyCron-Trigger", context.Trigger),
        new("traceparent", TraceParent(context)),
    ];

    /// <summary>The trace of a run, the same for all its attempts whichever workers make them: 32 hexadecimal digits that follow from the run's id.</summary>
    public static string TraceOf(string runId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runId)).AsSpan(0, 16));

    // Ids are the app's and ours, in ASCII; should one ever not be, the request still goes out and the id stays recognisable.
    private static string Safe(string id) => HeaderRules.Refusal("X", id) is null ? id : Uri.EscapeDataString(id);

    /// <summary>W3C trace context: the trace this work is part of, else one trace for all attempts of a run.</summary>
    private static string TraceParent(AttemptContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current })
        {
            return current;
        }

        return $"00-{TraceOf(context.RunId)}-{ActivitySpanId.CreateRandom()}-01";
    }
}
