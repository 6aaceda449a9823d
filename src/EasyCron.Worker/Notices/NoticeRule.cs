using EasyCron.Cron;
using EasyCron.Storage;
using EasyCron.Worker.Http;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>When a job wants to tell of its runs, and how often at most.</summary>
internal sealed record NoticeRule
{
    private const int DefaultMinInterval = 15;
    private const int DefaultMaxPerDay = 10;

    private static readonly Dictionary<string, NoticeTrigger> Triggers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["error"] = NoticeTrigger.Error,
        ["success"] = NoticeTrigger.Success,
        ["always"] = NoticeTrigger.Always,
        ["status_change"] = NoticeTrigger.StatusChange,
        ["http_codes"] = NoticeTrigger.HttpCodes,
    };

    /// <summary>Which ends are told of.</summary>
    public NoticeTrigger Trigger { get; init; } = NoticeTrigger.Error;

    /// <summary>The status codes of <see cref="NoticeTrigger.HttpCodes"/>.</summary>
    public StatusCodeSet Codes { get; init; } = StatusCodeSet.Empty;

    /// <summary>The least time between two notices.</summary>
    /// <value>15 min; zero for none.</value>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromMinutes(DefaultMinInterval);

    /// <summary>The most notices from midnight to midnight.</summary>
    /// <value>10; 0 for none at all.</value>
    public int MaxPerDay { get; init; } = DefaultMaxPerDay;

    /// <summary>The zone of those midnights.</summary>
    /// <value>UTC.</value>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>What of the row was not understood; to be logged as warnings.</summary>
    public IReadOnlyList<FieldFault> Warnings { get; init; } = [];

    /// <summary>Whether what the job tells depends on how the run before ended.</summary>
    public bool LooksBack => Trigger == NoticeTrigger.StatusChange;

    /// <summary>Reads the rule of a job; what cannot be understood is replaced by the default and named in <see cref="Warnings"/>.</summary>
    public static NoticeRule From(CronJob job)
    {
        var warnings = new List<FieldFault>();
        if (!Triggers.TryGetValue(job.NotificationTrigger.Trim(), out var trigger))
        {
            warnings.Add(new FieldFault(
                "notificationTrigger", $"is {HttpToken.Quote(job.NotificationTrigger)}; allowed: {string.Join(", ", Triggers.Keys)}. It counts as error"));
            trigger = NoticeTrigger.Error;
        }

        if (!CronTimeZone.TryGet(job.Timezone, out var zone))
        {
            warnings.Add(new FieldFault("timezone", $"is {HttpToken.Quote(job.Timezone)}, which is no time zone; days and times are those of UTC"));
        }

        return new NoticeRule
        {
            Trigger = trigger,
            Codes = trigger == NoticeTrigger.HttpCodes ? StatusCodeSet.ReadColumn("notificationHttpCodes", job.NotificationHttpCodes, warnings) : StatusCodeSet.Empty,
            MinInterval = TimeSpan.FromMinutes(job.NotificationMinInterval < 0 ? DefaultMinInterval : job.NotificationMinInterval),
            MaxPerDay = job.NotificationMaxPerDay < 0 ? DefaultMaxPerDay : job.NotificationMaxPerDay,
            Zone = zone ?? DateTimeZone.Utc,
            Warnings = warnings,
        };
    }

    /// <summary>Says whether an end is one to tell of.</summary>
    /// <param name="isGood">Whether it is OK.</param>
    /// <param name="exitCode">The status code of the last answer, if there was one.</param>
    /// <param name="wasGood">Whether the end before was OK; null for the first one. Matters only where the rule <see cref="LooksBack"/>.</param>
    public bool Wants(bool isGood, int? exitCode, bool? wasGood) => Trigger switch
    {
        NoticeTrigger.Always => true,
        NoticeTrigger.Success => isGood,
        NoticeTrigger.StatusChange => wasGood is null ? !isGood : isGood != wasGood,
        NoticeTrigger.HttpCodes => exitCode is { } code && Codes.Contains(code),
        _ => !isGood,
    };
}
