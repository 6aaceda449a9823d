using EasyCron.Worker.Notices;

namespace EasyCron.Worker.Tests.Notices;

internal sealed class NoticePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static NoticeRule Rule(string trigger, int minInterval = 15, int maxPerDay = 10, string zone = "Europe/Paris") => NoticeRule.From(Jobs.Example with
    {
        NotificationTrigger = trigger,
        NotificationHttpCodes = "[404, \"5xx\"]",
        NotificationMinInterval = minInterval,
        NotificationMaxPerDay = maxPerDay,
        Timezone = zone,
    });

    private static NoticeEnd End(bool isGood, int? code = null, bool disabled = false) => new(isGood, code ?? (isGood ? 200 : 500), disabled);

    // Each trigger, each state, each end before it.
    [TestCase("error", true, null, false)]
    [TestCase("error", true, false, false)]
    [TestCase("error", false, null, true)]
    [TestCase("error", false, true, true)]
    [TestCase("error", false, false, true)]
    [TestCase("success", true, null, true)]
    [TestCase("success", true, true, true)]
    [TestCase("success", true, false, true)]
    [TestCase("success", false, null, false)]
    [TestCase("success", false, true, false)]
    [TestCase("always", true, null, true)]
    [TestCase("always", true, false, true)]
    [TestCase("always", false, true, true)]
    [TestCase("always", false, null, true)]
    [TestCase("status_change", true, null, false)]
    [TestCase("status_change", false, null, true)]
    [TestCase("status_change", true, true, false)]
    [TestCase("status_change", false, false, false)]
    [TestCase("status_change", true, false, true)]
    [TestCase("status_change", false, true, true)]
    [TestCase("http_codes", true, null, false)]
    [TestCase("http_codes", false, null, true)]
    [TestCase("ERROR ", false, null, true)]
    [TestCase("no such trigger", true, false, false)]
    [TestCase("no such trigger", false, true, true)]
    [TestCase("", false, null, true)]
    public void An_end_is_told_of_where_the_trigger_says_so(string trigger, bool isGood, bool? wasGood, bool told)
    {
        var (decision, memory) = NoticePolicy.Decide(Rule(trigger), new NoticeMemory { WasGood = wasGood }, End(isGood), Now);

        Assert.That(decision.Verdict, Is.EqualTo(told ? NoticeVerdict.Tell : NoticeVerdict.NotWanted));
        Assert.That(memory.WasGood, Is.EqualTo(isGood), "the next one looks back on this one");
        Assert.That(memory.LastToldAt, Is.EqualTo(told ? Now : (DateTimeOffset?)null));
    }

    [TestCase(true, 404, true)]
    [TestCase(false, 404, true)]
    [TestCase(false, 503, true)]
    [TestCase(false, 400, false)]
    [TestCase(true, 200, false)]
    public void Status_codes_count_in_any_state(bool isGood, int code, bool told)
    {
        var (decision, _) = NoticePolicy.Decide(Rule("http_codes"), NoticeMemory.None, End(isGood, code), Now);

        Assert.That(decision.Verdict == NoticeVerdict.Tell, Is.EqualTo(told));
    }

    [Test]
    public void Without_an_answer_there_is_no_status_code_to_tell_of()
    {
        var (decision, _) = NoticePolicy.Decide(Rule("http_codes"), NoticeMemory.None, new NoticeEnd(false, null, false), Now);

        Assert.That(decision.Verdict, Is.EqualTo(NoticeVerdict.NotWanted));
    }

    // Each trigger whose end is wanted, with the last notice just then, and with enough today: what is held back and what is not.
    [TestCase("error", false, null, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("success", true, null, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("always", true, null, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("always", false, null, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("http_codes", false, null, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("status_change", false, true, false, NoticeVerdict.TooSoon, NoticeVerdict.EnoughToday)]
    [TestCase("status_change", true, false, false, NoticeVerdict.Tell, NoticeVerdict.EnoughToday)]
    [TestCase("error", false, null, true, NoticeVerdict.Tell, NoticeVerdict.Tell)]
    [TestCase("success", false, null, true, NoticeVerdict.Tell, NoticeVerdict.Tell)]
    [TestCase("always", false, null, true, NoticeVerdict.Tell, NoticeVerdict.Tell)]
    [TestCase("status_change", false, false, true, NoticeVerdict.Tell, NoticeVerdict.Tell)]
    [TestCase("http_codes", false, null, true, NoticeVerdict.Tell, NoticeVerdict.Tell)]
    public void Throttles_hold_back_all_but_recoveries_and_disabled_jobs(
        string trigger, bool isGood, bool? wasGood, bool disabled, NoticeVerdict soon, NoticeVerdict enough)
    {
        var justTold = new NoticeMemory { WasGood = wasGood, LastToldAt = Now.AddSeconds(-1), Day = "2026-11-22", ToldToday = 1, HeldBack = 2 };
        var toldEnough = justTold with { LastToldAt = Now.AddHours(-5), ToldToday = 10 };

        var (atOnce, afterAtOnce) = NoticePolicy.Decide(Rule(trigger), justTold, End(isGood, disabled: disabled), Now);
        var (tooMany, afterTooMany) = NoticePolicy.Decide(Rule(trigger), toldEnough, End(isGood, disabled: disabled), Now);

        Assert.Multiple(() =>
        {
            Assert.That(atOnce.Verdict, Is.EqualTo(soon));
            Assert.That(tooMany.Verdict, Is.EqualTo(enough));
            Assert.That(afterAtOnce.HeldBack, Is.EqualTo(soon == NoticeVerdict.Tell ? 0 : 3));
            Assert.That(afterTooMany.HeldBack, Is.EqualTo(enough == NoticeVerdict.Tell ? 0 : 3));
            Assert.That(atOnce.HeldBack, Is.EqualTo(soon == NoticeVerdict.Tell ? 2 : 0), "the notice says how many were held back");
        });
    }

    [TestCase("error", false, null, false, NoticeKind.Run)]
    [TestCase("status_change", true, false, false, NoticeKind.Recovery)]
    [TestCase("status_change", false, true, false, NoticeKind.Run)]
    [TestCase("always", true, false, false, NoticeKind.Run)]
    [TestCase("success", false, null, true, NoticeKind.Disabled)]
    public void The_kind_follows_from_what_happened(string trigger, bool isGood, bool? wasGood, bool disabled, NoticeKind kind)
    {
        var (decision, _) = NoticePolicy.Decide(Rule(trigger), new NoticeMemory { WasGood = wasGood }, End(isGood, disabled: disabled), Now);

        Assert.That(decision, Is.EqualTo(new NoticeDecision(NoticeVerdict.Tell, kind)));
    }

    [TestCase(15, -14, NoticeVerdict.TooSoon)]
    [TestCase(15, -15, NoticeVerdict.Tell)]
    [TestCase(-1, -14, NoticeVerdict.TooSoon)]
    [TestCase(-1, -15, NoticeVerdict.Tell)]
    [TestCase(0, 0, NoticeVerdict.Tell)]
    [TestCase(int.MaxValue, -1_000_000, NoticeVerdict.TooSoon)]
    public void The_interval_is_in_minutes_and_a_negative_one_is_the_default(int minutes, int lastToldAt, NoticeVerdict verdict)
    {
        var (decision, _) = NoticePolicy.Decide(Rule("error", minutes), new NoticeMemory { LastToldAt = Now.AddMinutes(lastToldAt) }, End(false), Now);

        Assert.That(decision.Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void A_clock_that_ran_ahead_silences_nobody()
    {
        var (decision, _) = NoticePolicy.Decide(Rule("error"), new NoticeMemory { LastToldAt = Now.AddHours(3) }, End(false), Now);

        Assert.That(decision.Verdict, Is.EqualTo(NoticeVerdict.Tell));
    }

    [TestCase(10, 9, NoticeVerdict.Tell)]
    [TestCase(10, 10, NoticeVerdict.EnoughToday)]
    [TestCase(-1, 9, NoticeVerdict.Tell)]
    [TestCase(-1, 10, NoticeVerdict.EnoughToday)]
    [TestCase(0, 0, NoticeVerdict.EnoughToday)]
    [TestCase(1, 0, NoticeVerdict.Tell)]
    public void The_day_has_so_many_notices_and_a_negative_number_is_the_default(int most, int toldToday, NoticeVerdict verdict)
    {
        var memory = new NoticeMemory { LastToldAt = Now.AddHours(-2), Day = "2026-11-22", ToldToday = toldToday };

        Assert.That(NoticePolicy.Decide(Rule("error", maxPerDay: most), memory, End(false), Now).Decision.Verdict, Is.EqualTo(verdict));
    }

    [TestCase("2026-11-22T22:59:59Z", NoticeVerdict.EnoughToday)]
    [TestCase("2026-11-22T23:00:00Z", NoticeVerdict.Tell)]
    public void The_day_begins_at_midnight_of_the_job_s_zone(string now, NoticeVerdict verdict)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var memory = new NoticeMemory { LastToldAt = at.AddHours(-2), Day = "2026-11-22", ToldToday = 10, HeldBack = 7 };

        var (decision, next) = NoticePolicy.Decide(Rule("error"), memory, End(false), at);

        Assert.That(decision.Verdict, Is.EqualTo(verdict));
        Assert.That(decision.HeldBack, Is.EqualTo(verdict == NoticeVerdict.Tell ? 7 : 0), "what yesterday held back is told today");
        Assert.That(next.ToldToday, Is.EqualTo(verdict == NoticeVerdict.Tell ? 1 : 10));
    }

    [Test]
    public void Whatever_is_in_the_way_the_change_of_state_is_remembered()
    {
        var memory = new NoticeMemory { WasGood = true, LastToldAt = Now.AddSeconds(-1), Day = "2026-11-22", ToldToday = 1 };

        var (_, afterBad) = NoticePolicy.Decide(Rule("status_change"), memory, End(false), Now);
        var (recovery, _) = NoticePolicy.Decide(Rule("status_change"), afterBad, End(true), Now.AddSeconds(1));

        Assert.That(recovery, Is.EqualTo(new NoticeDecision(NoticeVerdict.Tell, NoticeKind.Recovery, 1)));
    }

    [Test]
    public void Memory_and_decision_survive_their_spelling_and_junk_is_no_memory()
    {
        var memory = new NoticeMemory { WasGood = false, LastToldAt = Now, Day = "2026-11-22", ToldToday = 3, HeldBack = 4 };
        var decision = new NoticeDecision(NoticeVerdict.Tell, NoticeKind.Recovery, 5);

        Assert.That(NoticeMemory.Parse(memory.ToJson()), Is.EqualTo(memory));
        Assert.That(NoticeDecision.Parse(decision.ToJson()), Is.EqualTo(decision));
        Assert.That(NoticeMemory.Parse("{\"WasGood\":7}"), Is.EqualTo(NoticeMemory.None));
        Assert.That(NoticeMemory.Parse("null"), Is.EqualTo(NoticeMemory.None));
        Assert.That(NoticeMemory.Parse(null), Is.EqualTo(NoticeMemory.None));
    }

    [Test]
    public void What_is_not_understood_of_a_rule_is_named()
    {
        var rule = NoticeRule.From(Jobs.Example with { NotificationTrigger = "sometimes\r\n", Timezone = "Mars/Base" });
        var codes = NoticeRule.From(Jobs.Example with { NotificationTrigger = "http_codes", NotificationHttpCodes = """[404, "many"]""" });

        Assert.That(rule.Warnings.Select(warning => warning.Field), Is.EqualTo(new[] { "notificationTrigger", "timezone" }));
        Assert.That(rule.Warnings[0].Message, Does.Contain("sometimes").And.Not.Contain("\n"));
        Assert.That(codes.Warnings.Single().Field, Is.EqualTo("notificationHttpCodes[1]"));
        Assert.That(codes.Codes.Contains(404), Is.True);
    }

    [Test]
    public void An_id_follows_from_what_is_told_to_whom_and_from_nothing_else()
    {
        var id = NoticeId.Of(NoticeKind.Run, "crun1", "a@example.com");
        string[] others =
        [
            NoticeId.Of(NoticeKind.Disabled, "crun1", "a@example.com"), NoticeId.Of(NoticeKind.Run, "crun2", "a@example.com"), NoticeId.Of(NoticeKind.Run, "crun1", "b@example.com"),
        ];

        Assert.That(NoticeId.Of(NoticeKind.Run, "crun1", "a@example.com"), Is.EqualTo(id).And.Length.InRange(1, 256));
        Assert.That(others, Has.None.EqualTo(id).And.Unique);
    }
}
