using System.Diagnostics.CodeAnalysis;
using EasyCron.Cron;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using NodaTime;

namespace EasyCron.Worker.Schedule;

/// <summary>Reads the schedule columns of a job's row. Whatever they hold, it answers; it never throws for bad data.</summary>
internal sealed class SchedulePlanner
{
    private const int SharedExpressions = 10_000;

    // Many jobs have the same expression; they share one object, so that a hundred thousand schedules stay small.
    private readonly Dictionary<string, CronExpression> _expressions = new(StringComparer.Ordinal);

    /// <summary>Reads a row.</summary>
    public SchedulePlan Plan(ScheduledJob job)
    {
        if (job.Id.Length == 0)
        {
            return new SchedulePlan.Quarantined("id is empty; a scheduler needs one");
        }

        var (column, text, fault) = FindExpression(job);
        if (fault is not null)
        {
            return new SchedulePlan.Quarantined(fault);
        }

        if (text is null)
        {
            return new SchedulePlan.Manual();
        }

        if (!TryParse(text, out var expression, out var error))
        {
            return new SchedulePlan.Quarantined(
                column == "schedulePreset"
                    ? $"schedulePreset is {HttpToken.Quote(text)}, which is neither a preset ({SchedulePresets.Known}) nor a cron expression ({error.Message})"
                    : $"cronExpression: {error.Message}");
        }

        if (!CronTimeZone.TryGet(job.Timezone, out var zone))
        {
            return new SchedulePlan.Quarantined(
                $"timezone is {HttpToken.Quote(job.Timezone)}, which is not known; allowed are IANA names such as Europe/Berlin, UTC, and fixed offsets such as UTC+2");
        }

        if (job.EndAt < job.StartAt)
        {
            return new SchedulePlan.Quarantined($"endAt {job.EndAt:O} is before startAt {job.StartAt:O}");
        }

        var timetable = new Timetable(expression, SchedulePresets.WriteOut(expression.ToString()), zone, ToStart(job.StartAt), ToInstant(job.EndAt));
        return Never(timetable) ? new SchedulePlan.Quarantined($"{column} is {HttpToken.Quote(text)}, a date that never comes") : new SchedulePlan.Recurring(timetable);
    }

    private static (string Column, string? Text, string? Fault) FindExpression(ScheduledJob job)
    {
        var mode = job.ScheduleMode.Trim();
        if (mode.Equals("cron", StringComparison.OrdinalIgnoreCase))
        {
            return string.IsNullOrWhiteSpace(job.CronExpression)
                ? ("cronExpression", null, "cronExpression is empty, while scheduleMode is cron; allowed are 5 fields or 6 with seconds first")
                : ("cronExpression", job.CronExpression, null);
        }

        if (!mode.Equals("preset", StringComparison.OrdinalIgnoreCase))
        {
            return ("scheduleMode", null, $"scheduleMode is {HttpToken.Quote(job.ScheduleMode)}; allowed are preset and cron");
        }

        if (!string.IsNullOrWhiteSpace(job.SchedulePreset))
        {
            return ("schedulePreset", SchedulePresets.Find(job.SchedulePreset) ?? job.SchedulePreset, null);
        }

        return string.IsNullOrWhiteSpace(job.CronExpression) ? ("", null, null) : ("cronExpression", job.CronExpression, null);
    }

    private bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out CronFormatException? error)
    {
        error = null;
        if (_expressions.TryGetValue(text, out expression))
        {
            return true;
        }

        if (!CronExpression.TryParse(text, out expression, out error))
        {
            return false;
        }

        if (_expressions.Count >= SharedExpressions)
        {
            _expressions.Clear();
        }

        _expressions[text] = expression;
        return true;
    }

    /// <summary>Whether no date matches at all, such as the 31st of April and June.</summary>
    private static bool Never(Timetable timetable) => timetable.Expression.NextAfter(Instant.FromUtc(2000, 1, 1, 0, 0), timetable.Zone) is null;

    private static Instant? ToInstant(DateTimeOffset? time) => time is { } known ? Instant.FromDateTimeOffset(known) : null;

    /// <summary>A start before 1970 bounds nothing, and BullMQ's clients cannot store it.</summary>
    private static Instant? ToStart(DateTimeOffset? time) => time > DateTimeOffset.UnixEpoch ? ToInstant(time) : null;
}
