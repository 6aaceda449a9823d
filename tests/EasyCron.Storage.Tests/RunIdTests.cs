using System.Text.RegularExpressions;

namespace EasyCron.Storage.Tests;

public partial class RunIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void An_id_never_changes_from_version_to_version()
    {
        // Held fast: another id for the same occurrence would run it twice during an upgrade.
        Assert.That(RunId.ForOccurrence("cm0job", "schedule", Noon), Is.EqualTo("cmm7p6yo05odkalziuovsrqmr"));
        Assert.That(RunId.ForRequest("cm0job", "manual", "17", Noon), Is.EqualTo("cmm7p6yo0xingc2zhbinnot23"));
    }

    [Test]
    public void An_id_has_the_shape_of_a_cuid()
    {
        for (var number = 0; number < 500; number++)
        {
            Assert.That(RunId.ForOccurrence($"job{number}", "schedule", Noon.AddMinutes(number)), Does.Match(Cuid()));
        }
    }

    [Test]
    public void The_same_occurrence_has_the_same_id_in_whatever_zone_it_is_written()
    {
        var elsewhere = Noon.ToOffset(TimeSpan.FromHours(5.5));

        Assert.That(RunId.ForOccurrence("job", "schedule", elsewhere.AddTicks(9_999)), Is.EqualTo(RunId.ForOccurrence("job", "schedule", Noon)));
    }

    [Test]
    public void Whatever_differs_gives_another_id()
    {
        string[] ids =
        [
            RunId.ForOccurrence("job", "schedule", Noon),
            RunId.ForOccurrence("job2", "schedule", Noon),
            RunId.ForOccurrence("job", "catchup", Noon),
            RunId.ForOccurrence("job", "schedule", Noon.AddMilliseconds(1)),
            RunId.ForRequest("job", "schedule", "1", Noon),
            RunId.ForRequest("job", "schedule", "2", Noon),
            RunId.ForRequest("job", "schedule", "1", Noon.AddMilliseconds(1)),
            RunId.ForRequest("jobs", "chedule", "1", Noon),
        ];

        Assert.That(ids, Is.Unique);
    }

    [Test]
    public void Ids_sort_by_time()
    {
        var random = new Random(5);
        var times = Enumerable.Range(0, 1_000).Select(_ => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(2_800_000_000_000))).Order().ToArray();

        Assert.That(times.Select(time => RunId.ForOccurrence("job", "schedule", time)), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void The_time_can_be_read_back()
    {
        Assert.That(RunId.ScheduledAt(RunId.ForOccurrence("job", "schedule", Noon.AddTicks(12_345))), Is.EqualTo(Noon.AddMilliseconds(1)));
        Assert.That(RunId.ScheduledAt("cm7tb2sq80000356k0dtz5f2x"), Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1741021211888)), "one of Prisma's");
    }

    [TestCase("")]
    [TestCase("c")]
    [TestCase("cabcdefg")]
    [TestCase("xm7tb2sq80000356k0dtz5f2x")]
    [TestCase("cM7TB2SQ80000356k0dtz5f2x")]
    [TestCase("8a6e0804-2bd0-4672-b79d-d97027f9071a")]
    public void An_id_of_another_shape_holds_no_time(string id) => Assert.That(RunId.ScheduledAt(id), Is.Null);

    [Test]
    public void Times_that_do_not_fit_are_refused()
    {
        Assert.That(() => RunId.ForOccurrence("job", "schedule", DateTimeOffset.UnixEpoch.AddMilliseconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => RunId.ForOccurrence("job", "schedule", new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(RunId.ForOccurrence("job", "schedule", DateTimeOffset.UnixEpoch), Does.StartWith("c00000000"));
    }

    [GeneratedRegex("^c[0-9a-z]{24}$")]
    private static partial Regex Cuid();
}
