using System.Text.Json;
using EasyCron.Cron;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using NodaTime;

namespace EasyCron.Worker.Runs;

/// <summary>When a job may run: from and until which instant, on which days, in which hours.</summary>
internal sealed record RunWindow
{
    private const int DaysAWeek = 7;

    /// <summary>Not before this instant, which belongs to the window; null for no bound.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Not after this instant, which belongs to the window; null for no bound.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>Seven flags, Monday first; null for all days.</summary>
    public IReadOnlyList<bool>? Days { get; init; }

    /// <summary>The hours of those days.</summary>
    public AllowedHours Hours { get; init; }

    /// <summary>The zone of the days and hours; null when the job names none that exists.</summary>
    public DateTimeZone? Zone { get; init; }

    /// <summary>What of the row was not understood and is therefore ignored; to be logged as warnings.</summary>
    public IReadOnlyList<FieldFault> Warnings { get; init; } = [];

    /// <summary>Whether days or hours are restricted, so that the job's time zone matters.</summary>
    public bool NeedsZone => Days is not null || !Hours.IsWholeDay;

    /// <summary>Reads the window of a job.</summary>
    /// <param name="job">The row, or only the part of it that its schedule is made of.</param>
    /// <returns>The window, with its warnings.</returns>
    public static RunWindow From(ScheduledJob job)
    {
        var warnings = new List<FieldFault>();
        return new RunWindow
        {
            StartAt = job.StartAt,
            EndAt = job.EndAt,
            Days = ReadDays(job.AllowedDays, warnings),
            Hours = new AllowedHours(ReadTime("allowedTimeStart", job.AllowedTimeStart, warnings), ReadTime("allowedTimeEnd", job.AllowedTimeEnd, warnings)),
            Zone = CronTimeZone.TryGet(job.Timezone, out var zone) ? zone : null,
            Warnings = warnings,
        };
    }

    /// <summary>Says whether a day is switched on.</summary>
    /// <param name="day">The day.</param>
    /// <returns>True when it is.</returns>
    public bool Allows(IsoDayOfWeek day) => Days is null || Days[(int)day - 1];

    // A list of exactly seven booleans; anything else counts as all days.
    private static IReadOnlyList<bool>? ReadDays(string? text, List<FieldFault> warnings)
    {
        if (JsonColumn.Read("allowedDays", text, warnings) is not { } json)
        {
            return null;
        }

        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == DaysAWeek
            && json.EnumerateArray().All(flag => flag.ValueKind is JsonValueKind.True or JsonValueKind.False))
        {
            return [.. json.EnumerateArray().Select(flag => flag.GetBoolean())];
        }

        warnings.Add(new FieldFault("allowedDays", $"is {JsonColumn.KindOf(json)} but not seven booleans, Monday first; it is ignored"));
        return null;
    }

    // HH:mm; anything else counts as an open side.
    private static LocalTime? ReadTime(string column, string? text, List<FieldFault> warnings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var time = AllowedHours.ParseTime(text);
        if (time is null)
        {
            warnings.Add(new FieldFault(column, $"is {HttpToken.Quote(text)}; HH:mm from 00:00 to 23:59 is allowed; it is ignored"));
        }

        return time;
    }
}
