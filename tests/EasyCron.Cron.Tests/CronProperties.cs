using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace EasyCron.Cron.Tests;

/// <summary>What holds for every expression, zone and instant of the years 2020 to 2035.</summary>
public sealed class CronProperties
{
    private const int DaysLookedAt = 800;

    private static readonly Arbitrary<(string Text, DateTimeZone Zone, Instant From)> Searches = (
        from text in CronGenerators.Expression
        from zone in CronGenerators.Zone
        from start in CronGenerators.InstantFor(zone)
        select (text, zone, start)).ToArbitrary();

    [Test]
    public void The_next_run_is_the_one_a_naive_walk_finds() => Check(5_000, Searches, search =>
    {
        var (text, zone, start) = search;
        var naive = new NaiveCron(text).NextAfter(start, zone, DaysLookedAt);
        var found = CronExpression.Parse(text).NextAfter(start, zone);
        return naive == found || (naive is null && found > start + Duration.FromDays(DaysLookedAt - 2));
    });

    [Test]
    public void Runs_are_whole_seconds_strictly_after_the_start_and_in_order() => Check(2_000, Searches, search =>
    {
        var (text, zone, start) = search;
        var runs = CronExpression.Parse(text).OccurrencesAfter(start, zone).Take(20).ToList();
        return runs.Prepend(start).Zip(runs).All(pair => pair.First < pair.Second)
            && runs.TrueForAll(run => run == Instant.FromUnixTimeSeconds(run.ToUnixTimeSeconds()));
    });

    /// <summary>
    /// A later start never finds an earlier run. Only where clocks go back can it, by the rules: a start after that change
    /// sees the second 01:30 that a start before it does not. So: every hour, or a zone without changes.
    /// </summary>
    [Test]
    public void A_later_start_never_finds_an_earlier_run() => Check(2_000, Searches, search =>
    {
        var (text, zone, start) = search;
        var expression = CronExpression.Parse(text);
        var steady = text.Split(' ')[2] is "*" or "0-23" or "*/1" ? zone : DateTimeZone.ForOffset(zone.GetUtcOffset(start));
        var next = expression.NextAfter(start, steady);
        return next is null || Enumerable.Range(1, 10)
            .Select(tenth => start + ((next.Value - start) * tenth / 10.0))
            .All(later => later >= next ? expression.NextAfter(later, steady) is not { } after || after > next : expression.NextAfter(later, steady) == next);
    });

    [Test]
    public void What_is_written_reads_back_as_the_same() => Check(2_000, CronGenerators.Expression.ToArbitrary(), text =>
    {
        var expression = CronExpression.Parse(text);
        var again = CronExpression.Parse(expression.ToString());
        return again == expression && again.GetHashCode() == expression.GetHashCode() && again.ToString() == expression.ToString();
    });

    [Test]
    public void Any_text_is_read_or_refused_with_a_reason_in_every_dialect() => Check(
        20_000,
        (from dialect in Gen.Elements(CronDialect.Strict, CronDialect.BullMq)
         from characters in Gen.ArrayOf(Gen.Elements("0123456789*?,-/#LHW @\u00a0JANMONs\0é".ToCharArray()))
         select (dialect, text: new string(characters))).ToArbitrary(),
        input => CronExpression.TryParse(input.text, input.dialect, out var expression, out var error)
            ? error is null && CronExpression.Parse(expression.ToString()) == expression
            : expression is null && error.Message.Contains(error.Token, StringComparison.Ordinal) && error.Position <= input.text.Length);

    private static void Check<T>(int cases, Arbitrary<T> arbitrary, Func<T, bool> property) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(arbitrary, property));
}
