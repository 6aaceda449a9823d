using NodaTime;
using NodaTime.TimeZones;

namespace EasyCron.Cron.Tests;

public sealed class CronTimeZoneTests
{
    [TestCase("UTC", "UTC")]
    [TestCase("utc", "UTC")]
    [TestCase("Etc/UTC", "Etc/UTC")]
    [TestCase("gmt", "GMT")]
    [TestCase("Europe/Berlin", "Europe/Berlin")]
    [TestCase("EUROPE/berlin", "Europe/Berlin")]
    [TestCase("america/port-au-prince", "America/Port-au-Prince")]
    [TestCase("us/eastern", "US/Eastern")]
    [TestCase("Europe/Kiev", "Europe/Kiev")]
    [TestCase("asia/calcutta", "Asia/Calcutta")]
    [TestCase("etc/gmt+5", "Etc/GMT+5")]
    public void Finds_an_id_in_any_case_and_spells_it_as_IANA_does(string id, string spelling) =>
        Assert.That(CronTimeZone.Get(id).Id, Is.EqualTo(spelling));

    [TestCase("US/Eastern", "America/New_York")]
    [TestCase("Europe/Kiev", "Europe/Kyiv")]
    [TestCase("Asia/Calcutta", "Asia/Kolkata")]
    [TestCase("Zulu", "UTC")]
    public void An_alias_keeps_the_time_of_its_zone(string alias, string id)
    {
        var months = Enumerable.Range(1, 12).Select(month => Instant.FromUtc(2026, month, 1, 0, 0));
        Assert.That(months.Select(CronTimeZone.Get(alias).GetUtcOffset), Is.EqualTo(months.Select(CronTimeZone.Get(id).GetUtcOffset)));
    }

    [TestCase("UTC+2", 120)]
    [TestCase("utc+2", 120)]
    [TestCase("UTC+02", 120)]
    [TestCase("UTC-3", -180)]
    [TestCase("UTC+05:30", 330)]
    [TestCase("UTC-5:30", -330)]
    [TestCase("UTC+0", 0)]
    [TestCase("UTC-00:00", 0)]
    [TestCase("UTC+14", 840)]
    [TestCase("UTC-18:00", -1080)]
    public void Finds_a_fixed_offset(string id, int minutes) =>
        Assert.That(
            CronTimeZone.Get(id).GetUtcOffset(Instant.FromUtc(2026, 7, 1, 0, 0)), Is.EqualTo(Offset.FromSeconds(minutes * 60)));

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(" UTC")]
    [TestCase("UTC ")]
    [TestCase("+02:00")]
    [TestCase("+2")]
    [TestCase("Z")]
    [TestCase("GMT+2")]
    [TestCase("UTC+")]
    [TestCase("UTC+:30")]
    [TestCase("UTC+5:3")]
    [TestCase("UTC+5:3x")]
    [TestCase("UTC+x:30")]
    [TestCase("UTC+5:-3")]
    [TestCase("UTC+5:")]
    [TestCase("UTC+0530")]
    [TestCase("UTC+05:30:00")]
    [TestCase("UTC+002")]
    [TestCase("UTC+-2")]
    [TestCase("UTC +2")]
    [TestCase("UTC+2\0")]
    [TestCase("UTC+２")]
    [TestCase("UTC+5:60")]
    [TestCase("UTC+18:01")]
    [TestCase("UTC+99")]
    [TestCase("local")]
    [TestCase("system")]
    [TestCase("default")]
    [TestCase("PST")]
    [TestCase("America/New York")]
    [TestCase("Mars/Phobos")]
    public void Refuses_what_is_no_zone(string id)
    {
        Assert.That(CronTimeZone.TryGet(id, out var zone), Is.False);
        Assert.That(zone, Is.Null);
        Assert.That(
            () => CronTimeZone.Get(id),
            Throws.TypeOf<DateTimeZoneNotFoundException>().With.Message.EqualTo(
                $"Time zone: \"{id.Replace('\0', '\uFFFD')}\" is not known; allowed are IANA names such as Europe/Berlin, UTC, and fixed offsets such as UTC+2 or UTC-03:30"));
    }

    [Test]
    public void Nothing_is_no_zone() => Assert.Multiple(() =>
    {
        Assert.That(CronTimeZone.TryGet(null, out _), Is.False);
        Assert.That(() => CronTimeZone.Get(null!), Throws.ArgumentNullException);
    });

    [Test]
    public void A_long_wrong_name_is_not_repeated_whole() =>
        Assert.That(() => CronTimeZone.Get(new string('x', 1_000_000)), Throws.Exception.With.Message.Length.LessThan(250));

    [Test]
    public void Every_id_of_the_zone_data_is_found_in_lower_and_upper_case() => Assert.Multiple(() =>
    {
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            Assert.That(CronTimeZone.Get(id.ToLowerInvariant()).Id, Is.EqualTo(id));
            Assert.That(CronTimeZone.Get(id.ToUpperInvariant()).Id, Is.EqualTo(id));
        }
    });
}
