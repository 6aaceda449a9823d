using NodaTime;
using NodaTime.Text;

namespace EasyCron.Worker.Runs;

/// <summary>The part of a day in which a job may run; both ends belong to it, the last one as a whole minute.</summary>
/// <param name="Start">The first minute; null for an open side.</param>
/// <param name="End">The last minute; null for an open side.</param>
internal readonly record struct AllowedHours(LocalTime? Start, LocalTime? End)
{
    private static readonly LocalTimePattern Pattern = LocalTimePattern.CreateWithInvariantCulture("H:mm");

    /// <summary>Whether every time is inside: no side given, or both the same.</summary>
    public bool IsWholeDay => Start == End;

    /// <summary>Reads <c>HH:mm</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The time; null when it is none.</returns>
    public static LocalTime? ParseTime(string text) => Pattern.Parse(text.Trim()) is { Success: true } parsed ? parsed.Value : null;

    /// <summary>Finds the day to whose hours a local time belongs.</summary>
    /// <remarks>With a start later than the end the hours reach over midnight, and what lies behind midnight belongs to the day on which they began.</remarks>
    /// <param name="local">The local time.</param>
    /// <returns>The day; null outside the hours.</returns>
    public LocalDate? DayOf(LocalDateTime local)
    {
        LocalTime minute = new(local.Hour, local.Minute);
        bool started = Start is not { } start || minute >= start;
        bool notEnded = End is not { } end || minute <= end;
        if (IsWholeDay)
        {
            return local.Date;
        }

        if (Start > End)
        {
            return started ? local.Date : notEnded ? local.Date.PlusDays(-1) : null;
        }

        return started && notEnded ? local.Date : null;
    }
}
