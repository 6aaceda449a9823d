using EasyCron.Storage;
using EasyCron.Worker.Schedule;
using NodaTime;
using NodaTime.Text;

namespace EasyCron.Worker.Tests.Schedule;

/// <summary>Rows and timetables for the tests of this folder.</summary>
internal static class Rows
{
    public static readonly ScheduledJob Plain = new()
    {
        Id = "job1",
        Version = 1,
        TeamId = "team",
        Status = JobStatus.Enabled,
        ScheduleMode = "cron",
        CronExpression = "0 9 * * *",
        Timezone = "UTC",
        RunOnDeploy = false,
        UpdatedAt = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static Timetable Timetable(string cron, string zone = "UTC", string? startAt = null, string? endAt = null) =>
        ((SchedulePlan.Recurring)new SchedulePlanner().Plan(Plain with
        {
            CronExpression = cron,
            Timezone = zone,
            StartAt = startAt is null ? null : At(startAt).ToDateTimeOffset(),
            EndAt = endAt is null ? null : At(endAt).ToDateTimeOffset(),
        })).Timetable;

    public static ScheduleEntry Entry(ScheduledJob job) => new ScheduleIndex().Take(job).Entry;

    /// <summary>An instant written as in ISO 8601, in UTC.</summary>
    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
