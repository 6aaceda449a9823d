using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace EasyCron.Cron;

/// <summary>A parsed cron expression: immutable, thread-safe, compared by what it selects.</summary>
/// <remarks>
/// It means what cron-parser 5.10.3, as BullMQ calls it, means by the same text, so that Node and .NET processes can share
/// a schedule. Fields: second (optional), minute, hour, day of month, month, day of week; <c>*</c> and <c>?</c>,
/// <c>a-b</c>, <c>x/n</c>, lists, names, <c>L</c> (last), <c>#</c> (n-th weekday of the month). Day of month and day of
/// week, where both are restricted, are joined by OR.
/// </remarks>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private readonly string _text;
    private readonly CronDates _dates;
    private readonly CronTimes _times;

    internal CronExpression(string text, CronDates dates, CronTimes times)
    {
        _text = text;
        _dates = dates;
        _times = times;
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">At most 1,024 characters: 5 or 6 fields, or a shorthand such as <c>@daily</c>.</param>
    /// <param name="dialect">How many fields there must be.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="CronFormatException">The text is not an expression; the message names field, token and what is allowed.</exception>
    public static CronExpression Parse(string text, CronDialect dialect = CronDialect.Strict)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, dialect, out var expression, out var error) ? expression : throw error;
    }

    /// <summary>Reads an expression of the <see cref="CronDialect.Strict"/> dialect without throwing.</summary>
    /// <param name="text">The expression; null is refused.</param>
    /// <param name="expression">The expression; null when the answer is false.</param>
    /// <param name="error">What is wrong with the text; null when the answer is true.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out CronFormatException? error) =>
        TryParse(text, CronDialect.Strict, out expression, out error);

    /// <summary>Reads an expression without throwing.</summary>
    /// <param name="text">The expression; null is refused, in every dialect.</param>
    /// <param name="dialect">How many fields there must be.</param>
    /// <param name="expression">The expression; null when the answer is false.</param>
    /// <param name="error">What is wrong with the text; null when the answer is true.</param>
    public static bool TryParse(
        string? text,
        CronDialect dialect,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out CronFormatException? error) =>
        CronParser.TryParse(text, dialect, out expression, out error);

    /// <summary>The first match strictly after an instant, always a whole second.</summary>
    /// <param name="from">
    /// Where the search begins. It also decides two things at changes of the clock: a time that the change skips is moved
    /// forward only when the search begins before it, and a time that comes twice is matched the second time too when the
    /// search begins after the clocks went back.
    /// </param>
    /// <param name="zone">The time zone in which the fields are read; see <see cref="CronTimeZone"/>.</param>
    /// <returns>The match; null when the expression never matches again up to the year 9998 (31 April or 31 June).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public Instant? NextAfter(Instant from, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return CronSearch.NextAfter(_dates, _times, from, zone);
    }

    /// <summary>The matches after an instant in order, each found from the one before it; computed as they are asked for.</summary>
    /// <param name="from">Where the first search begins; itself not among the answers.</param>
    /// <param name="zone">The time zone in which the fields are read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public IEnumerable<Instant> OccurrencesAfter(Instant from, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Occurrences();

        IEnumerable<Instant> Occurrences()
        {
            for (var next = NextAfter(from, zone); next is { } instant; next = NextAfter(instant, zone))
            {
                yield return instant;
            }
        }
    }

    /// <summary>
    /// The expression as it was written, with single spaces and, where fewer were given, five fields. Every dialect reads
    /// it back to an equal expression.
    /// </summary>
    public override string ToString() => _text;

    /// <summary>Whether both select the same values in every field, however they are spelled: <c>*/30</c> equals <c>0,30</c>.</summary>
    /// <param name="other">The expression to compare with.</param>
    public bool Equals(CronExpression? other) => other is not null && _dates == other._dates && _times == other._times;

    /// <inheritdoc cref="Equals(CronExpression?)"/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_dates, _times);

    /// <summary>Whether both select the same values in every field.</summary>
    /// <param name="left">An expression, or null.</param>
    /// <param name="right">An expression, or null.</param>
    public static bool operator ==(CronExpression? left, CronExpression? right) => Equals(left, right);

    /// <summary>Whether the two differ in a field.</summary>
    /// <param name="left">An expression, or null.</param>
    /// <param name="right">An expression, or null.</param>
    public static bool operator !=(CronExpression? left, CronExpression? right) => !Equals(left, right);
}
