using NodaTime;

namespace EasyCron.Cron;

/// <summary>The calendar dates an expression selects by day of month, month and day of week.</summary>
/// <remarks>
/// Where day of month and day of week are both restricted, a date needs only one of them (OR). A wild field beside a
/// restricted one selects nothing by itself, so the rule is always the union of both.
/// </remarks>
internal readonly record struct CronDates
{
    /// <summary>
    /// The longest a possible date keeps one waiting: 29 February on a given weekday comes every 28 years, and every 40
    /// across a century without a leap day.
    /// </summary>
    public const int LongestWaitInYears = 40;

    /// <summary>One year short of the calendar's end, so that no offset leads past it.</summary>
    public const int LastYear = 9998;

    private const int DaysPerWeek = 7;

    private readonly ValueSet _months;
    private readonly ValueSet _daysOfMonth;
    private readonly bool _lastDayOfMonth;
    private readonly ValueSet _weekdays;
    private readonly int _nthWeekday;
    private readonly ValueSet _lastWeekdays;

    public CronDates(in CronFieldValues dayOfMonth, in CronFieldValues month, in CronFieldValues dayOfWeek)
    {
        _months = month.Plain;
        if (!dayOfMonth.IsWild || dayOfWeek.IsWild)
        {
            _daysOfMonth = dayOfMonth.Plain;
            _lastDayOfMonth = !dayOfMonth.Last.IsEmpty;
        }

        if (!dayOfWeek.IsWild)
        {
            _weekdays = dayOfWeek.Plain;
            _nthWeekday = dayOfWeek.Nth;
            _lastWeekdays = dayOfWeek.Last;
        }
    }

    /// <summary>The first selected date that is not before <paramref name="date"/>; null when there is none.</summary>
    public LocalDate? AtOrAfter(LocalDate date)
    {
        var (year, month, day) = date;
        var lastYear = Math.Min(year + LongestWaitInYears, LastYear);
        while (year <= lastYear)
        {
            var selected = _months.NextFrom(month);
            if (selected == ValueSet.None)
            {
                (year, month, day) = (year + 1, 1, 1);
                continue;
            }

            var found = DaysIn(year, selected).NextFrom(selected == month ? day : 1);
            if (found != ValueSet.None)
            {
                return new LocalDate(year, selected, found);
            }

            (month, day) = (selected + 1, 1);
        }

        return null;
    }

    /// <summary>The selected days of one month, 1 to 31.</summary>
    private ValueSet DaysIn(int year, int month)
    {
        var length = CalendarSystem.Iso.GetDaysInMonth(year, month);
        var days = _daysOfMonth.Bits;
        if (_lastDayOfMonth)
        {
            days |= 1UL << length;
        }

        if (!_weekdays.IsEmpty || !_lastWeekdays.IsEmpty)
        {
            var firstWeekday = (int)new LocalDate(year, month, 1).DayOfWeek % DaysPerWeek;
            days |= DaysOn(_weekdays, firstWeekday) & NthWeek;
            days |= DaysOn(_lastWeekdays, firstWeekday) & WeekEndingOn(length);
        }

        return new ValueSet(days & ValueSet.Range(1, length).Bits);
    }

    private ulong NthWeek => _nthWeekday == 0 ? ulong.MaxValue : WeekEndingOn(_nthWeekday * DaysPerWeek);

    private static ulong WeekEndingOn(int day) => 0x7FUL << (day - DaysPerWeek + 1);

    /// <summary>The days of a month that fall on the given weekdays, the month beginning on <paramref name="firstWeekday"/>.</summary>
    private static ulong DaysOn(ValueSet weekdays, int firstWeekday)
    {
        // Bit n of the pattern is weekday n % 7, over six weeks; shifted so that the first weekday comes to stand on bit 1.
        const ulong everyWeek = 1UL | (1UL << 7) | (1UL << 14) | (1UL << 21) | (1UL << 28) | (1UL << 35);
        return (weekdays.Bits * everyWeek >> firstWeekday) << 1;
    }
}
