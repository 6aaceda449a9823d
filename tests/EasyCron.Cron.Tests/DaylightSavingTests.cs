namespace EasyCron.Cron.Tests;

/// <summary>The rules in CronSearch's header, at real changes of the clock; worked out by hand from the zone's rules.</summary>
public sealed class DaylightSavingTests
{
    // New York, 2026-03-08: 02:00 -> 03:00 at 07:00Z.
    [TestCase("30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z", TestName = "Gap: moved forward by an hour")]
    [TestCase("0 2 * * *", "America/New_York", "2026-03-08T06:59:59.5Z", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z", TestName = "Gap: the start lies half a second before it")]
    [TestCase("30 2 * * *", "America/New_York", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z", TestName = "Gap: dropped when the search starts on its end")]
    [TestCase("*/15 2 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z", TestName = "Gap: only the first run of the hour survives")]
    [TestCase("30 2,3 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z", "2026-03-09T07:30:00Z", TestName = "Gap: two candidates on one instant run once")]
    [TestCase("45 2,3 * * *", "America/New_York", "2026-03-08T07:30:00Z", "2026-03-08T07:45:00Z", "2026-03-09T06:45:00Z", TestName = "Gap: an existing time behind it is not affected")]
    [TestCase("40 2 8 3 *", "America/New_York", "2026-01-01T00:00:00Z", "2026-03-08T07:40:00Z", "2027-03-08T07:40:00Z", TestName = "Gap: found from months before")]
    [TestCase("30 * * * *", "America/New_York", "2026-03-08T06:00:00Z", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z", "2026-03-08T08:30:00Z", TestName = "Gap: every hour follows the clock")]
    [TestCase("30 0-23 8 3 *", "America/New_York", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z", "2026-03-08T08:30:00Z", TestName = "Gap: 0-23 is every hour as well")]

    // New York, 2026-11-01: 02:00 -> 01:00 at 06:00Z.
    [TestCase("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z", TestName = "Overlap: once, the first time")]
    [TestCase("30 1 * * *", "America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z", "2026-11-02T06:30:00Z", TestName = "Overlap: the second time when the search starts there")]
    [TestCase("30 1 * * *", "America/New_York", "2026-11-01T05:59:59.999Z", "2026-11-02T06:30:00Z", TestName = "Overlap: not the second time from a millisecond before")]
    [TestCase("*/20 1 * * *", "America/New_York", "2026-11-01T04:59:59Z", "2026-11-01T05:00:00Z", "2026-11-01T05:20:00Z", "2026-11-01T05:40:00Z", "2026-11-02T06:00:00Z", TestName = "Overlap: first pass only")]
    [TestCase("0 */2 * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T07:00:00Z", "2026-11-01T09:00:00Z", TestName = "Overlap: every second hour is not every hour")]
    [TestCase("30 * * * *", "America/New_York", "2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z", TestName = "Overlap: every hour runs in both passes")]

    // Lord Howe moves by half an hour. 2026-10-04: 02:00 -> 02:30 at 15:30Z of the 3rd. 2026-04-05: 02:00 -> 01:30 at 15:00Z of the 4th.
    [TestCase("0 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:00:00Z", TestName = "Half-hour gap: moved forward by half an hour")]
    [TestCase("0 * * * *", "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T13:00:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z", TestName = "Half-hour overlap: every hour goes on")]
    [TestCase("*/15 * * * *", "Australia/Lord_Howe", "2026-04-04T14:30:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:15:00Z", "2026-04-04T15:30:00Z", TestName = "Half-hour overlap: every quarter runs in both passes")]

    // Cairo, 2026-04-24: 00:00 -> 01:00 at 22:00Z of the 23rd. 2026-10-29: 24:00 -> 23:00 at 21:00Z.
    [TestCase("0 0 * * *", "Africa/Cairo", "2026-04-22T22:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", TestName = "Gap at midnight: the day is not lost (Cairo)")]
    [TestCase("30 23 * * *", "Africa/Cairo", "2026-10-29T12:00:00Z", "2026-10-29T20:30:00Z", "2026-10-30T21:30:00Z", TestName = "Overlap before midnight: once")]
    [TestCase("30 * 29 10 *", "Africa/Cairo", "2026-10-29T20:45:00Z", "2026-10-29T21:30:00Z", "2027-10-28T22:30:00Z", TestName = "Overlap before midnight: back into a date that was over", Description = "the next year's overlap is on the 28th")]

    // Santiago, 2026-09-06: 00:00 -> 01:00 at 04:00Z.
    [TestCase("0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z", TestName = "Gap at midnight: the day is not lost (Santiago)")]
    [TestCase("0 0 * * 0", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-13T03:00:00Z", TestName = "Gap at midnight: the week is not lost")]

    // Nuuk, 2026-03-28: 23:00 -> 24:00 at 01:00Z of the 29th, so the gap ends with the day.
    [TestCase("30 23 28 * *", "America/Nuuk", "2026-03-28T15:00:00Z", "2026-03-29T01:30:00Z", "2026-04-29T00:30:00Z", TestName = "Gap up to midnight: moved into the next day")]

    // Apia had no 2011-12-30: the 29th ended at 10:00Z of the 30th with +14:00 in place of -10:00.
    [TestCase("0 9 * * *", "Pacific/Apia", "2011-12-29T20:00:00Z", "2011-12-30T19:00:00Z", TestName = "Skipped date: a daily run goes on with the next date")]
    [TestCase("0 9 30 12 *", "Pacific/Apia", "2011-12-29T20:00:00Z", "2012-12-29T19:00:00Z", TestName = "Skipped date: it has no runs")]
    [TestCase("0 * 30,31 12 *", "Pacific/Apia", "2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z", TestName = "Skipped date: every hour goes on with the next date")]

    // Troll moves by two hours. 2026-03-29: 01:00 -> 03:00 at 01:00Z. 2026-10-25: 03:00 -> 01:00 at 01:00Z.
    [TestCase("30 1,2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T23:30:00Z", "2026-03-30T00:30:00Z", TestName = "Two-hour gap: only the first run survives")]
    [TestCase("0 0-4 * * *", "Antarctica/Troll", "2026-10-24T22:30:00Z", "2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", "2026-10-25T04:00:00Z", TestName = "Two-hour overlap: first pass only")]

    // Azores, 2026-10-25: 01:00 -> 00:00 at 01:00Z.
    [TestCase("30 0 * * *", "Atlantic/Azores", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", TestName = "Overlap after midnight: once, the first time")]
    [TestCase("30 0 25 * *", "Atlantic/Azores", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-11-25T01:30:00Z", TestName = "Overlap after midnight: a monthly run")]

    // Kwajalein set its clocks back by 23 hours at 13:00Z of 1969-09-30: 24:00 -> 01:00 of the same day.
    [TestCase("0 9 * * *", "Pacific/Kwajalein", "1969-09-29T12:00:00Z", "1969-09-29T22:00:00Z", "1969-10-01T21:00:00Z", TestName = "A date that comes twice has one run")]
    public void Keeps_the_rules(string text, string zone, string from, params string[] expected) =>
        Assert.That(
            CronExpression.Parse(text).OccurrencesAfter(Instants.Parse(from), CronTimeZone.Get(zone)).Take(expected.Length).Select(next => next.ToString()),
            Is.EqualTo(expected));
}
