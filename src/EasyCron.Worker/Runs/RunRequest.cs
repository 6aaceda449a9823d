using System.Globalization;
using System.Text.Json;
using EasyCron.BullMq;

namespace EasyCron.Worker.Runs;

/// <summary>What a job of the queue asks for: which of the app's jobs, why, and for what time.</summary>
/// <param name="JobId">The app's job.</param>
/// <param name="RunId">The run's id, the same however often the queue delivers the request.</param>
/// <param name="Trigger">What caused it.</param>
/// <param name="ScheduledAt">When it was due; for a person's run, when it was asked for.</param>
/// <param name="Force">Whether start, end, days and hours are overridden.</param>
/// <param name="IsNamedByName">Whether the job's id was only found as the queue job's name, so that an unknown id means the request names no job at all.</param>
internal sealed record RunRequest(string JobId, string RunId, RunTrigger Trigger, DateTimeOffset ScheduledAt, bool Force, bool IsNamedByName)
{
    private const int LongestId = 200;

    /// <summary>Reads a job of the queue.</summary>
    /// <exception cref="UnrecoverableException">It names no job; the message says what is wrong with which field.</exception>
    public static RunRequest Read(JobFields job)
    {
        using var document = Parse(job);
        var data = document.RootElement;
        var jobId = Text(job, data, "jobId");
        if (OwnId.TryRead(job, out var trigger, out var scheduledAt, out var named))
        {
            // A scheduler of somebody else's in our queue may name the job in its data only.
            jobId ??= named;
            return new RunRequest(jobId, EasyCron.Storage.RunId.ForOccurrence(jobId, trigger.Text(), scheduledAt), trigger, scheduledAt, Force: false, IsNamedByName: false);
        }

        var force = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("force", out var flag) && flag.ValueKind == JsonValueKind.True;
        var id = jobId ?? job.Name;
        var runId = Text(job, data, "runId") ?? EasyCron.Storage.RunId.ForRequest(id, RunTrigger.Manual.Text(), job.Id, job.Timestamp);
        return new RunRequest(id, runId, RunTrigger.Manual, job.Timestamp, force, IsNamedByName: jobId is null);
    }

    private static JsonDocument Parse(JobFields job)
    {
        try
        {
            return JsonDocument.Parse(job.DataJson);
        }
        catch (JsonException exception)
        {
            throw new JobDataException(job.Id, exception.Message, exception);
        }
    }

    /// <summary>A text field of the data; null when it is absent.</summary>
    private static string? Text(JobFields job, JsonElement data, string field)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(field, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestId } text && !text.Any(char.IsControl)
            ? text
            : throw new UnrecoverableException(string.Create(
                CultureInfo.InvariantCulture, $"{field} in the data of queue job {job.Id} is {Describe(value)}; allowed is a text of 1 to {LongestId} characters."));
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length == 0 ? "empty" : "a text that is too long or has control characters",
        JsonValueKind.Null => "null",
        _ => $"a JSON {value.ValueKind.ToString().ToLowerInvariant()}",
    };
}
