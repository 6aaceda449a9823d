namespace EasyCron.Cron;

/// <summary>One of the six fields of an expression: its name, the values it may hold and the names they go by.</summary>
internal sealed class CronField
{
    public static readonly CronField Second = new("second", 0, 59, "0-59");
    public static readonly CronField Minute = new("minute", 0, 59, "0-59");
    public static readonly CronField Hour = new("hour", 0, 23, "0-23");
    public static readonly CronField DayOfMonth = new("day of month", 1, 31, "1-31, and L for the last day");
    public static readonly CronField Month = new("month", 1, 12, "1-12 or JAN-DEC", hasNames: true);
    public static readonly CronField DayOfWeek = new(
        "day of week", 0, 7, "0-7 or SUN-SAT (0 and 7 are Sunday), 5L for the last Friday, 5#3 for the third", hasNames: true);

    /// <summary>The fields in the order they are written.</summary>
    public static readonly CronField[] InOrder = [Second, Minute, Hour, DayOfMonth, Month, DayOfWeek];

    private const int NameLength = 3;
    private const string MonthNames = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private const string WeekdayNames = "SUNMONTUEWEDTHUFRISAT";

    private readonly bool _hasNames;

    private CronField(string name, int min, int max, string allowed, bool hasNames = false)
    {
        Name = name;
        Min = min;
        Max = max;
        Allowed = allowed;
        _hasNames = hasNames;
    }

    public string Name { get; }

    public int Min { get; }

    public int Max { get; }

    /// <summary>What may be written, in words for an error.</summary>
    public string Allowed { get; }

    /// <summary>What <c>*</c> and <c>?</c> select.</summary>
    public CronFieldValues Wild => new(Range(Min, Max), IsWild: true);

    /// <summary>Every <paramref name="step"/>-th value of a range, both ends inclusive; a weekday 7 becomes 0.</summary>
    public ValueSet Range(int first, int last, int step = 1)
    {
        var values = ValueSet.Range(first, last, step);
        return this == DayOfWeek ? values.Replace(7, with: 0) : values;
    }

    /// <summary>The number a three-letter name stands for, in any case, where this field allows names.</summary>
    /// <remarks>cron-parser keeps one table for both fields: <c>MON</c> is 1 and <c>JAN</c> is 1, wherever they stand.</remarks>
    public bool TryName(ReadOnlySpan<char> name, out int value)
    {
        value = 0;
        if (!_hasNames || name.Length != NameLength)
        {
            return false;
        }

        if (IndexOf(MonthNames, name) is >= 0 and var month)
        {
            value = month + 1;
            return true;
        }

        value = IndexOf(WeekdayNames, name);
        return value >= 0;
    }

    private static int IndexOf(ReadOnlySpan<char> names, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < names.Length; i += NameLength)
        {
            if (name.Equals(names.Slice(i, NameLength), StringComparison.OrdinalIgnoreCase))
            {
                return i / NameLength;
            }
        }

        return -1;
    }
}
