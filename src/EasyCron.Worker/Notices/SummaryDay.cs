using System.Globalization;
using NodaTime;

namespace EasyCron.Worker.Notices;

/// <summary>A day of a time zone, which has 23, 24 or 25 hours.</summary>
/// <param name="Text">The date.</param>
/// <param name="Zone">The zone.</param>
/// <param name="From">Its first instant.</param>
/// <param name="Until">The first instant of the day after.</param>
internal sealed record SummaryDay(string Text, DateTimeZone Zone, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The day before a date.</summary>
    public static SummaryDay Before(LocalDate date, DateTimeZone zone)
    {
        var day = date.PlusDays(-1);
        return new SummaryDay(
            day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), zone, zone.AtStartOfDay(day).ToDateTimeOffset(), zone.AtStartOfDay(date).ToDateTimeOffset());
    }
}
