using EasyCron.Storage;
using EasyCron.Worker.Notices;
using NodaTime;

namespace EasyCron.Worker.Tests.Notices;

public sealed class SummaryMailTests
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    private static readonly SummarisedJob Job = new() { Id = "cjob1", TeamId = "cteam1", Name = "Nightly <export>", Timezone = "Europe/Paris" };

    private static RunSummary Summary(int ok = 0, int fail = 0, int timeout = 0, int running = 0, JobRun? bad = null) => new()
    {
        JobId = Job.Id,
        Queued = 0,
        Running = running,
        Ok = ok,
        Fail = fail,
        Timeout = timeout,
        MedianDuration = ok + fail + timeout > 0 ? TimeSpan.FromSeconds(1.5) : null,
        Percentile95Duration = ok + fail + timeout > 0 ? TimeSpan.FromSeconds(9) : null,
        LastBad = bad,
    };

    [Test]
    public void A_day_is_put_into_words()
    {
        var line = SummaryMail.Line(Job, Summary(20, 2, 1, 1, Ends.Of().Run), [("outside allowed hours", 5), ("disabled", 1)], Ends.Start.AddDays(1), Paris);

        Assert.Multiple(() =>
        {
            Assert.That(line.Runs, Is.EqualTo("20 OK, 2 failed, 1 timed out, 1 running"));
            Assert.That(line.Skips, Is.EqualTo("5 outside allowed hours, 1 disabled"));
            Assert.That(line.Durations, Is.EqualTo("Took 1.5 s (median), 9 s (95th percentile)"));
            Assert.That(line.LastError, Is.EqualTo("Last failure, 2026-11-22 09:00:00 +01:00 (Europe/Paris): HTTP 500"));
            Assert.That(line.Next, Is.EqualTo("2026-11-23 09:00:00 +01:00 (Europe/Paris)"));
        });
    }

    [Test]
    public void A_day_without_runs_is_told_too()
    {
        var line = SummaryMail.Line(Job, Summary(), [], null, Paris);
        var page = SummaryMail.Page(SummaryDay.Before(new LocalDate(2026, 11, 22), Paris), [line]);
        var (html, text) = MailLayout.Of(page);

        Assert.That(line.Runs, Is.EqualTo("no runs"));
        Assert.That(line.Next, Is.EqualTo("none is scheduled"));
        Assert.That(page.Preview, Is.EqualTo("1 job, none failed"));
        Assert.That(text, Does.Contain("Summary of 2026-11-21").And.Contain("Nightly <export>").And.Contain("no runs"));
        Assert.That(html, Does.Contain("Nightly &lt;export&gt;").And.Not.Contain("<export>"));
    }

    [Test]
    public void Failures_stand_first_and_very_many_jobs_are_cut()
    {
        var good = SummaryMail.Line(Job with { Name = "good" }, Summary(1), [], null, Paris);
        var bad = SummaryMail.Line(Job with { Name = "bad" }, Summary(1, 1), [], null, Paris);
        var page = SummaryMail.Page(SummaryDay.Before(new LocalDate(2026, 11, 22), Paris), [.. Enumerable.Repeat(good, 150), bad]);

        Assert.That(page.Jobs[0].Name, Is.EqualTo("bad"));
        Assert.That(page.Jobs, Has.Count.EqualTo(100));
        Assert.That(page.Remark, Does.Contain("51 more"));
        Assert.That(MailLayout.Of(page).Html, Has.Length.LessThan(100_000));
    }

    [TestCase("2026-03-30", 23)]
    [TestCase("2026-10-26", 25)]
    [TestCase("2026-11-22", 24)]
    public void A_day_is_as_long_as_the_zone_makes_it(string date, int hours)
    {
        var day = SummaryDay.Before(NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value, Paris);

        Assert.That(day.Until - day.From, Is.EqualTo(TimeSpan.FromHours(hours)));
    }
}
