using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace EasyCron.Cron.Tests;

/// <summary>Random expressions, zones and instants for properties.</summary>
internal static class CronGenerators
{
    // Zones whose clocks do something unusual, or change around midnight.
    private static readonly string[] Unusual =
    [
        "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/Nuuk", "America/Santiago",
        "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran",
        "Atlantic/Azores", "Australia/Lord_Howe", "Europe/London", "Pacific/Apia", "Pacific/Chatham", "Pacific/Norfolk",
    ];

    /// <summary>Any zone of the data, an unusual one every second time.</summary>
    public static Gen<DateTimeZone> Zone { get; } =
        Gen.OneOf(Gen.Elements(Unusual), Gen.Elements(DateTimeZoneProviders.Tzdb.Ids.ToArray())).Select(CronTimeZone.Get);

    /// <summary>An instant of the years 2020 to 2035, with milliseconds.</summary>
    public static Gen<Instant> AnyInstant { get; } =
        from day in Gen.Choose(0, 365 * 16)
        from millisecond in Gen.Choose(0, 86_399_999)
        from whole in Gen.Elements(true, false)
        select Instant.FromUtc(2020, 1, 1, 0, 0) + Duration.FromDays(day) + Duration.FromMilliseconds(whole ? millisecond / 1000 * 1000 : millisecond);

    /// <summary>Six fields, always valid, without names.</summary>
    public static Gen<string> Expression { get; } =
        from second in Gen.Frequency((6, Gen.Constant("0")), (2, Values(0, 59)), (1, Gen.Elements("*/20", "59", "30/15")))
        from minute in Gen.Frequency((1, Gen.Constant("*")), (4, Field(0, 59)))
        from hour in Gen.Frequency((2, Gen.Elements("*", "0-23", "*/1")), (2, Gen.Elements("0", "1", "2", "0-3", "*/2", "23", "0,23")), (3, Field(0, 23)))
        from dayOfMonth in Gen.Frequency((4, Gen.Elements("*", "?")), (3, Field(1, 31)), (1, Gen.Elements("L", "15,L", "1-31", "*/2", "29-31,1")))
        from month in Gen.Frequency((5, Gen.Constant("*")), (1, Field(1, 12)), (1, Gen.Elements("3", "3,4", "9-11", "10")))
        from dayOfWeek in Gen.Frequency((4, Gen.Elements("*", "?")), (3, Field(0, 6)), (1, Gen.Elements("0-7", "5-7", "7", "0L", "1,3L", "7L,1", "0#4", "5#3", "*#1", "1#5")))
        let text = $"{second} {minute} {hour} {dayOfMonth} {month} {dayOfWeek}"
        where CronExpression.TryParse(text, out _, out _) // 31 of a short month is refused
        select text;

    /// <summary>An instant near one of the zone's changes of the clock, or anywhere.</summary>
    public static Gen<Instant> InstantFor(DateTimeZone zone) =>
        from any in AnyInstant
        from near in Gen.Choose(0, 3)
        from seconds in Gen.Choose(-100_000, 20_000)
        let change = zone.GetZoneInterval(any)
        select near > 0 && change.HasEnd && change.End < Instant.FromUtc(2036, 1, 1, 0, 0)
            ? change.End + Duration.FromSeconds(near == 1 ? seconds : seconds / 20 / 60 * 60)
            : any;

    private static Gen<string> Field(int min, int max) => Gen.OneOf(
        Gen.Choose(min, max).Select(value => $"{value}"),
        Values(min, max),
        from a in Gen.Choose(min, max) from b in Gen.Choose(min, max) select $"{Math.Min(a, b)}-{Math.Max(a, b)}",
        from a in Gen.Choose(min, max) from b in Gen.Choose(min, max) from n in Gen.Choose(1, 9) select $"{Math.Min(a, b)}-{Math.Max(a, b)}/{n}",
        from a in Gen.Choose(min, max) from n in Gen.Choose(1, 40) select $"{a}/{n}",
        from star in Gen.Elements("*", "?") from n in Gen.Choose(1, 40) select $"{star}/{n}");

    private static Gen<string> Values(int min, int max) =>
        from values in Gen.ListOf(Gen.Choose(min, max))
        from one in Gen.Choose(min, max)
        select string.Join(',', values.Take(4).Append(one).Distinct());
}
