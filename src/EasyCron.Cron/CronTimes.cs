using NodaTime;

namespace EasyCron.Cron;

/// <summary>The times of day an expression selects by hour, minute and second.</summary>
internal readonly record struct CronTimes(ValueSet Hours, ValueSet Minutes, ValueSet Seconds)
{
    private static readonly ValueSet AllHours = ValueSet.Range(0, 23);

    /// <summary>Whether all 24 hours are selected, however that is spelled; such a schedule follows the clock through DST changes.</summary>
    public bool RunsEveryHour => Hours == AllHours;

    public LocalTime First => new(Hours.First, Minutes.First, Seconds.First);

    /// <summary>The first selected time that is not before <paramref name="time"/>, a whole second; null when the day holds no more.</summary>
    public LocalTime? AtOrAfter(LocalTime time)
    {
        var hour = Hours.NextFrom(time.Hour);
        if (hour == time.Hour)
        {
            var minute = Minutes.NextFrom(time.Minute);
            if (minute == time.Minute)
            {
                var second = Seconds.NextFrom(time.Second);
                if (second != ValueSet.None)
                {
                    return new LocalTime(hour, minute, second);
                }

                minute = Minutes.NextFrom(time.Minute + 1);
            }

            if (minute != ValueSet.None)
            {
                return new LocalTime(hour, minute, Seconds.First);
            }

            hour = Hours.NextFrom(time.Hour + 1);
        }

        return hour == ValueSet.None ? null : new LocalTime(hour, Minutes.First, Seconds.First);
    }
}
