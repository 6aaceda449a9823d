using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace EasyCron.Cron;

/// <summary>Reads an expression: a shorthand, or fields between white space, seconds first where there are six.</summary>
internal static class CronParser
{
    /// <summary>The longest text that is looked at, in characters; cron-parser has the same limit.</summary>
    private const int MaxLength = 1024;

    private const int MaxFields = 6;
    private const int MinFields = 5;
    private const int DayOfMonth = 3;
    private const int Month = 4;
    private const int DayOfWeek = 5;
    private const string AllowedFields = "allowed are 5 fields (minute, hour, day of month, month, day of week) or 6 with seconds first";

    public static bool TryParse(
        string? text,
        CronDialect dialect,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out CronFormatException? error)
    {
        expression = null;
        if (text is null)
        {
            error = Refuse(text, "is missing; " + AllowedFields);
            return false;
        }

        if (text.Length > MaxLength)
        {
            error = Refuse(text, $"has {text.Length} characters; allowed are at most {MaxLength}");
            return false;
        }

        var fields = CronShorthand.Expand(text) ?? text;
        Span<Range> words = stackalloc Range[MaxFields + 1];
        words = words[..CronWords.Split(fields, words)];
        if (WhyNotFields(fields, words, dialect) is { } reason)
        {
            error = Refuse(text, reason);
            return false;
        }

        Span<CronFieldValues> values = stackalloc CronFieldValues[MaxFields];
        error = ParseFields(fields, words, values) ?? RefuseImpossibleDate(fields, words, values);
        if (error is not null)
        {
            return false;
        }

        var times = new CronTimes(Hours: values[2].Plain, Minutes: values[1].Plain, Seconds: values[0].Plain);
        var dates = new CronDates(values[DayOfMonth], values[Month], values[DayOfWeek]);
        expression = new CronExpression(ReferenceEquals(fields, text) ? CronWords.Join(text, words, MinFields) : text, dates, times);
        return true;
    }

    private static string? WhyNotFields(string text, ReadOnlySpan<Range> words, CronDialect dialect)
    {
        // cron-parser takes the empty text for every minute, but not white space alone.
        if (words.IsEmpty)
        {
            return dialect == CronDialect.BullMq && text.Length == 0 ? null : "is empty; " + AllowedFields;
        }

        if (text[words[0].Start] == '@')
        {
            return $"is not a shorthand; allowed are {CronShorthand.Known}, in lower case and with nothing around them";
        }

        if (words.Length > MaxFields)
        {
            return $"has too many fields; {AllowedFields}, and there is no field for the year";
        }

        return words.Length < MinFields && dialect != CronDialect.BullMq
            ? $"has too few fields ({words.Length}); {AllowedFields}"
            : null;
    }

    /// <summary>Reads each field; those missing on the left are <c>0 * * * * *</c>. Answers the error, if any.</summary>
    private static CronFormatException? ParseFields(string text, ReadOnlySpan<Range> words, Span<CronFieldValues> values)
    {
        var missing = MaxFields - words.Length;
        for (var i = 0; i < MaxFields; i++)
        {
            var field = CronField.InOrder[i];
            if (i < missing)
            {
                values[i] = field == CronField.Second ? new CronFieldValues(field.Range(0, 0)) : field.Wild;
                continue;
            }

            var word = words[i - missing];
            var parser = new CronFieldParser(field, text.AsSpan(word), word.Start.Value);
            if (!parser.TryParse(out values[i]))
            {
                return parser.Error;
            }
        }

        return null;
    }

    /// <summary>
    /// Refuses a day that its only month never has, 30 February. cron-parser looks no further either: with several months,
    /// none of which has the day, the expression is accepted and never matches.
    /// </summary>
    private static CronFormatException? RefuseImpossibleDate(
        string text, ReadOnlySpan<Range> words, ReadOnlySpan<CronFieldValues> values)
    {
        const int leapYear = 2000;
        var dayOfMonth = values[DayOfMonth];
        var month = values[Month].Plain;
        if (month.Count > 1 || !dayOfMonth.Last.IsEmpty || !values[DayOfWeek].IsWild)
        {
            return null;
        }

        var longest = CalendarSystem.Iso.GetDaysInMonth(leapYear, month.First);
        if (dayOfMonth.Plain.First <= longest)
        {
            return null;
        }

        var word = words[DayOfMonth - (MaxFields - words.Length)];
        return new CronFormatException(
            CronField.DayOfMonth.Name, text.AsSpan(word), word.Start.Value, $"never comes; month {month.First} has at most {longest} days");
    }

    private static CronFormatException Refuse(string? text, string reason) =>
        new(CronFormatException.WholeExpression, text, 0, reason);
}
