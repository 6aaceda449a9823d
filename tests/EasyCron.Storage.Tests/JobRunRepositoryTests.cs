namespace EasyCron.Storage.Tests;

public class JobRunRepositoryTests : DatabaseTests
{
    [SetUp]
    public async Task InsertAsync() => await App.InsertJobAsync("job");

    // One letter a run, a minute apart: o OK, f FAIL, t TIMEOUT, r RUNNING, q QUEUED, w worker lost, v worker fault, n FAIL without status or log.
    private async Task InsertRunsAsync(string letters, string jobId = "job")
    {
        for (var number = 0; number < letters.Length; number++)
        {
            var (state, exitCode, log) = letters[number] switch
            {
                'o' => ("OK", (int?)200, "fine"),
                'f' => ("FAIL", 500, "worker lost: said the target"),
                't' => ("TIMEOUT", null, "no answer"),
                'n' => ("FAIL", null, null),
                'w' => ("FAIL", null, "worker lost: no live queue job"),
                'v' => ("FAIL", null, "worker fault: no database"),
                'r' => ("RUNNING", null, null),
                _ => ("QUEUED", null, (string?)null),
            };
            var startedAt = Noon.AddMinutes(number);
            await InsertRunAsync($"{jobId}-{number:00}", jobId, state, startedAt, state is "RUNNING" or "QUEUED" ? null : startedAt.AddSeconds(1), exitCode, log);
        }
    }

    [Test]
    public async Task A_run_that_is_not_there_is_null()
    {
        Assert.That(await Runs.GetAsync("nobody"), Is.Null);
        Assert.That(await Runs.GetAsync("a\0b"), Is.Null);
    }

    [TestCase("", 0)]
    [TestCase("o", 0)]
    [TestCase("f", 1)]
    [TestCase("fff", 3)]
    [TestCase("ftf", 3)]
    [TestCase("fofft", 3)]
    [TestCase("fffo", 0)]
    [TestCase("ffrq", 2)]
    [TestCase("fwfvf", 3)]
    [TestCase("w", 0)]
    [TestCase("n", 1)]
    [TestCase("ofwwwf", 2)]
    [TestCase("fow", 0)]
    [TestCase("ffffffff", 5)]
    [TestCase("offffffff", 5)]
    public async Task Failures_in_a_row_are_counted_up_to_the_threshold(string letters, int expected)
    {
        await App.InsertJobAsync("other");
        await InsertRunsAsync("ooo", "other");
        await InsertRunsAsync(letters);

        Assert.That(await Runs.CountConsecutiveFailuresAsync("job", Noon.AddMinutes(-1), 5), Is.EqualTo(expected));
    }

    [Test]
    public async Task Failures_from_before_the_job_was_last_edited_do_not_count()
    {
        await InsertRunsAsync("ffff");

        Assert.That(await Runs.CountConsecutiveFailuresAsync("job", Noon.AddMinutes(1), 5), Is.EqualTo(2), "started after, not at that moment");
        Assert.That(await Runs.CountConsecutiveFailuresAsync("job", Noon.AddMinutes(10), 5), Is.Zero);
    }

    [Test]
    public void A_threshold_below_one_is_refused() =>
        Assert.That(() => Runs.CountConsecutiveFailuresAsync("job", Noon, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task A_run_closed_as_lost_does_not_count()
    {
        await Writer.StartAsync(Start("job", "r1", ConcurrencyMode.Skip));
        var upkeep = new RunUpkeep(Database);
        await upkeep.CloseLostAsync(await upkeep.ListUnfinishedAsync(Noon.AddHours(1)), "test", Noon.AddHours(1));

        Assert.That(await Runs.CountConsecutiveFailuresAsync("job", Noon.AddDays(-1), 5), Is.Zero);
        Assert.That(RunLog.IsOwnFault((await Runs.GetAsync("r1"))!), Is.True);
    }

    [TestCase("o", null)]
    [TestCase("oo", "job-00")]
    [TestCase("foo", "job-01")]
    [TestCase("ofo", "job-01")]
    [TestCase("oto", "job-01")]
    [TestCase("orqo", "job-00")]
    [TestCase("rqo", null)]
    public async Task The_run_before_is_the_latest_that_was_started_earlier_and_has_ended(string letters, string? expected)
    {
        await App.InsertJobAsync("other");
        await InsertRunsAsync("oo", "other");
        await InsertRunsAsync(letters + "ff");
        var number = letters.Length - 1;

        var before = await Runs.LastFinishedBeforeAsync("job", $"job-{number:00}", Noon.AddMinutes(number));

        Assert.That(before?.Id, Is.EqualTo(expected));
    }

    [Test]
    public async Task Runs_started_in_the_same_millisecond_are_told_apart_by_their_ids()
    {
        await InsertRunAsync("r1", "job", "OK", Noon, Noon);
        await InsertRunAsync("r2", "job", "FAIL", Noon, Noon);

        Assert.That((await Runs.LastFinishedBeforeAsync("job", "r2", Noon))?.Id, Is.EqualTo("r1"));
        Assert.That(await Runs.LastFinishedBeforeAsync("job", "r1", Noon), Is.Null);
    }

    [TestCase("w", true)]
    [TestCase("v", true)]
    [TestCase("f", false)]
    [TestCase("n", false)]
    [TestCase("o", false)]
    [TestCase("r", false)]
    public async Task A_run_that_ended_by_our_own_fault_is_recognised(string letter, bool expected)
    {
        await InsertRunsAsync(letter);

        Assert.That(RunLog.IsOwnFault((await Runs.GetAsync("job-00"))!), Is.EqualTo(expected));
    }
}
