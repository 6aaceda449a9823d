using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace EasyCron.Worker.Notices;

/// <summary>Times and durations as people read them in a notice.</summary>
internal static class PlainTime
{
    private static readonly ZonedDateTimePattern InZone = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss o<m> '('z')'", null);
    private static readonly LocalDateTimePattern InUtc = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    /// <summary>Writes an instant in a zone, such as <c>2026-11-22 10:00:00 +01:00 (Europe/Paris)</c>.</summary>
    public static string Text(DateTimeOffset at, DateTimeZone zone)
    {
        var zoned = Instant.FromDateTimeOffset(at).InZone(zone);
        return zone == DateTimeZone.Utc || zone.Id == "UTC" ? $"{InUtc.Format(zoned.LocalDateTime)} UTC" : InZone.Format(zoned);
    }

    /// <summary>Writes a duration, such as <c>340 ms</c>, <c>12.3 s</c> or <c>4 min 10 s</c>.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalMilliseconds):0} ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(long)duration.TotalHours} h {duration.Minutes} min",
    };
}
