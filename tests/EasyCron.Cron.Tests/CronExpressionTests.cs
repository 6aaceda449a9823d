using NodaTime;

namespace EasyCron.Cron.Tests;

public sealed class CronExpressionTests
{
    private static readonly Instant NewYear = Instant.FromUtc(2026, 1, 1, 0, 0);

    [TestCase("*/5 * * * *", "*/5 * * * *")]
    [TestCase("\t0  9 \u00a0 * * MON-fri ", "0 9 * * MON-fri")]
    [TestCase("0\t9 * * *", "0 9 * * *")]
    [TestCase("0 9 * * * ", "0 9 * * *")]
    [TestCase(" 0 9 * * *", "0 9 * * *")]
    [TestCase("0 9  * * *", "0 9 * * *")]
    [TestCase("30 0 9 * * *", "30 0 9 * * *")]
    [TestCase("@daily", "@daily")]
    [TestCase("8 * *", "* * 8 * *")]
    [TestCase("", "* * * * *")]
    public void Is_written_as_it_was_read_but_tidy(string text, string written) =>
        Assert.That(CronExpression.Parse(text, CronDialect.BullMq).ToString(), Is.EqualTo(written));

    [Test]
    public void A_tidy_text_is_kept_without_a_copy()
    {
        var text = new string("*/5 * * * *");
        Assert.That(CronExpression.Parse(text).ToString(), Is.SameAs(text));
    }

    [Test]
    public void Equality_is_by_meaning()
    {
        var quarters = CronExpression.Parse("*/15 * * * *");
        var listed = CronExpression.Parse("0,15,30,45 * * * *");
        var hourly = CronExpression.Parse("0 * * * *");
        Assert.Multiple(() =>
        {
            Assert.That(quarters == listed, Is.True);
            Assert.That(quarters != hourly, Is.True);
            Assert.That(quarters.Equals((object)listed), Is.True);
            Assert.That(quarters.GetHashCode(), Is.EqualTo(listed.GetHashCode()));
            Assert.That(quarters.Equals((object?)null), Is.False);
            Assert.That(quarters == null, Is.False);
            Assert.That((CronExpression?)null == null, Is.True);
        });
    }

    [TestCase("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")]
    [TestCase("* * * * *", "2026-01-01T00:00:59.999999999Z", "2026-01-01T00:01:00Z")]
    [TestCase("* * * * * *", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z")]
    [TestCase("* * * * * *", "1969-12-31T23:59:58.5Z", "1969-12-31T23:59:59Z")]
    [TestCase("59 59 23 31 12 *", "2026-12-31T23:59:58.999Z", "2026-12-31T23:59:59Z")]
    [TestCase("59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z")]
    [TestCase("30 * * * *", "2026-01-01T10:30:00Z", "2026-01-01T11:30:00Z")]
    [TestCase("15 10 * * *", "2026-01-31T10:15:00Z", "2026-02-01T10:15:00Z")]
    [TestCase("0 0 29 2 *", "2025-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [TestCase("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z")]
    [TestCase("0 0 * 2 1#5", "2072-02-29T00:00:00Z", "2112-02-29T00:00:00Z", Description = "five Mondays in February: 40 years apart")]
    [TestCase("0 0 L * *", "2027-02-01T00:00:00Z", "2027-02-28T00:00:00Z")]
    [TestCase("0 0 15,L 2 *", "2028-02-15T00:00:00Z", "2028-02-29T00:00:00Z")]
    [TestCase("0 0 30,L 2 *", "2026-01-01T00:00:00Z", "2026-02-28T00:00:00Z")]
    [TestCase("0 0 * * 5L", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z")]
    [TestCase("0 0 * * 1,3L", "2026-01-26T00:00:00Z", "2026-01-28T00:00:00Z")]
    [TestCase("0 0 * * 5#3", "2026-01-01T00:00:00Z", "2026-01-16T00:00:00Z")]
    [TestCase("0 0 * * 1#5", "2026-01-01T00:00:00Z", "2026-03-30T00:00:00Z")]
    [TestCase("0 0 * * *#1", "2026-01-07T00:00:00Z", "2026-02-01T00:00:00Z")]
    [TestCase("0 0 1 * 5#3", "2026-01-02T00:00:00Z", "2026-01-16T00:00:00Z")]
    [TestCase("0 0 1 * 5#3", "2026-01-16T00:00:00Z", "2026-02-01T00:00:00Z")]
    [TestCase("0 0 */2 * 1", "2026-01-03T00:00:00Z", "2026-01-05T00:00:00Z")]
    [TestCase("0 0 13 * 5", "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z")]
    [TestCase("0 0 1-31 * 1", "2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z", Description = "1-31 is no wildcard: every day or Monday")]
    [TestCase("0 0 ? * 1", "2026-01-06T00:00:00Z", "2026-01-12T00:00:00Z")]
    [TestCase("0 0 31 2 1", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", Description = "a Monday, since 31 February never comes")]
    public void Finds_the_first_match_after_an_instant(string text, string from, string expected) =>
        Assert.That(CronExpression.Parse(text).NextAfter(Instants.Parse(from), DateTimeZone.Utc), Is.EqualTo(Instants.Parse(expected)));

    [TestCase("0 0 31 4,6 *")]
    [TestCase("* * * 31 2,4,6,9,11 ?")]
    public void Finds_nothing_on_a_date_that_never_comes(string text) =>
        Assert.That(CronExpression.Parse(text).NextAfter(NewYear, DateTimeZoneProviders.Tzdb["America/New_York"]), Is.Null);

    [Test]
    public void A_fifth_weekday_of_February_is_found_from_any_year([Range(0, 6)] int weekday)
    {
        // The calendar repeats after 400 years; leap days on one weekday are up to 40 years apart.
        var fifth = CronExpression.Parse($"0 0 * 2 {weekday}#5");
        var found = fifth.OccurrencesAfter(Instant.FromUtc(2000, 3, 1, 0, 0), DateTimeZone.Utc)
            .Select(next => next.InUtc().Date).TakeWhile(date => date.Year <= 2400).ToList();
        var expected = Enumerable.Range(2001, 400).Where(year => CalendarSystem.Iso.IsLeapYear(year))
            .Select(year => new LocalDate(year, 2, 29)).Where(date => (int)date.DayOfWeek % 7 == weekday);
        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void Lists_occurrences_in_order_and_lazily()
    {
        var nineOClock = CronExpression.Parse("0 9 * * 1-5");
        var five = nineOClock.OccurrencesAfter(NewYear, CronTimeZone.Get("Europe/Berlin")).Take(5);
        Assert.That(five, Is.EqualTo(new[] { 1, 2, 5, 6, 7 }.Select(day => Instant.FromUtc(2026, 1, day, 8, 0))));
    }

    [Test]
    public void Lists_nothing_for_a_date_that_never_comes() =>
        Assert.That(CronExpression.Parse("0 0 31 4,6 *").OccurrencesAfter(NewYear, DateTimeZone.Utc), Is.Empty);

    [TestCase("Etc/GMT+12")]
    [TestCase("Etc/GMT-14")]
    [TestCase("America/New_York")]
    [TestCase("UTC+18")]
    [TestCase("UTC-18")]
    public void Answers_at_the_ends_of_time(string id)
    {
        var zone = CronTimeZone.Get(id);
        var everySecond = CronExpression.Parse("* * * * * *");
        Assert.Multiple(() =>
        {
            Assert.That(everySecond.NextAfter(Instant.MinValue, zone), Is.Not.Null);
            Assert.That(everySecond.NextAfter(Instant.MaxValue, zone), Is.Null);
            Assert.That(everySecond.OccurrencesAfter(Instant.FromUtc(9998, 12, 31, 23, 59, 0), zone).Count(), Is.LessThanOrEqualTo(18 * 3600));
            Assert.That(CronExpression.Parse("0 0 29 2 *").NextAfter(Instant.FromUtc(9997, 1, 1, 0, 0), zone), Is.Null);
        });
    }

    [Test]
    public void Missing_arguments_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => CronExpression.Parse(null!), Throws.ArgumentNullException);
        Assert.That(() => CronExpression.Parse("* * * * *").NextAfter(NewYear, null!), Throws.ArgumentNullException);
        Assert.That(() => CronExpression.Parse("* * * * *").OccurrencesAfter(NewYear, null!), Throws.ArgumentNullException);
    });
}
