using NodaTime;
using NodaTime.TimeZones;

namespace EasyCron.Cron.Tests;

/// <summary>
/// The rules once more, written to be obvious and not to be fast: every date is looked at, every selected time of a
/// matching date is put on the zone's map, and the earliest run after the start is taken.
/// </summary>
internal sealed class NaiveCron
{
    private readonly string _dayOfMonth;
    private readonly string _dayOfWeek;
    private readonly HashSet<int> _months;
    private readonly HashSet<int> _hours;
    private readonly List<LocalTime> _times;

    /// <param name="text">Six fields without names.</param>
    public NaiveCron(string text)
    {
        var fields = text.Split(' ');
        _hours = Values(fields[2], 0, 23);
        _dayOfMonth = fields[3];
        _months = Values(fields[4], 1, 12);
        _dayOfWeek = fields[5];
        _times = [.. from hour in _hours
                     from minute in Values(fields[1], 0, 59)
                     from second in Values(fields[0], 0, 59)
                     select new LocalTime(hour, minute, second)];
    }

    /// <summary>The first run after <paramref name="from"/>; null when the next <paramref name="days"/> days hold none.</summary>
    public Instant? NextAfter(Instant from, DateTimeZone zone, int days)
    {
        Instant? best = null;
        var date = from.InZone(zone).Date.PlusDays(-1);
        var end = date.PlusDays(days + 1);
        for (; date < end; date = date.PlusDays(1))
        {
            // A change of the clock moves a run by less than two days.
            if (best is { } found && date > found.InZone(zone).Date.PlusDays(2))
            {
                break;
            }

            if (Matches(date))
            {
                best = _times.SelectMany(time => Runs(date + time, from, zone)).Where(run => run > from).Append(best ?? Instant.MaxValue).Min();
                best = best == Instant.MaxValue ? null : best;
            }
        }

        return best;
    }

    private IEnumerable<Instant> Runs(LocalDateTime local, Instant from, DateTimeZone zone)
    {
        var everyHour = _hours.Count == 24;
        var map = zone.MapLocal(local);
        if (map.Count == 1)
        {
            return [map.Single().ToInstant()];
        }

        if (map.Count == 0)
        {
            var gap = map.LateInterval.Start;
            var shifted = Resolvers.ReturnForwardShifted(local, zone, map.EarlyInterval, map.LateInterval).ToInstant();
            return everyHour || from >= gap ? [] : [shifted];
        }

        var clocksBack = map.LateInterval.Start;
        return everyHour || from >= clocksBack
            ? [map.First().ToInstant(), map.Last().ToInstant()]
            : [map.First().ToInstant()];
    }

    private bool Matches(LocalDate date)
    {
        if (!_months.Contains(date.Month))
        {
            return false;
        }

        var dayOfMonthIsWild = _dayOfMonth is "*" or "?";
        var dayOfWeekIsWild = _dayOfWeek is "*" or "?";
        return (dayOfMonthIsWild, dayOfWeekIsWild) switch
        {
            (true, true) => true,
            (true, false) => MatchesDayOfWeek(date),
            (false, true) => MatchesDayOfMonth(date),
            _ => MatchesDayOfMonth(date) || MatchesDayOfWeek(date),
        };
    }

    private bool MatchesDayOfMonth(LocalDate date) => _dayOfMonth.Split(',').Any(item =>
        item == "L" ? date.PlusDays(1).Day == 1 : Values(item, 1, 31).Contains(date.Day));

    private bool MatchesDayOfWeek(LocalDate date)
    {
        var weekday = (int)date.DayOfWeek % 7;
        bool Is(string item) => Values(item, 0, 7).Any(value => value % 7 == weekday);
        if (_dayOfWeek.Split('#') is [var day, var nth])
        {
            return Is(day) && ((date.Day - 1) / 7) + 1 == Number(nth);
        }

        return _dayOfWeek.Split(',').Any(item => item.EndsWith('L')
            ? Is(item[..^1]) && date.PlusDays(7).Month != date.Month
            : Is(item));
    }

    private static HashSet<int> Values(string text, int min, int max)
    {
        var values = new HashSet<int>();
        foreach (var item in text.Split(','))
        {
            var parts = item.Split('/');
            var ends = parts[0] is "*" or "?" ? [min, max] : parts[0].Split('-').Select(Number).ToArray();
            var last = ends.Length == 2 ? ends[1] : parts.Length == 2 ? max : ends[0];
            for (var value = ends[0]; value <= last; value += parts.Length == 2 ? Number(parts[1]) : 1)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
