using EasyCron.Storage;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Settings;
using NodaTime;

namespace EasyCron.Worker.Tests.Notices;

public sealed class MailTextTests
{
    [TestCase("a\r\nBcc: evil@example.com", "a Bcc: evil@example.com")]
    [TestCase("a\nb\rc\u2028d\u2029e\u0085f", "a b c d e f")]
    [TestCase("  a  \t b  ", "a b")]
    [TestCase("a\u0000b\u001b[31mc", "a b [31mc")]
    [TestCase("\u202Etxt.exe\u202C", "txt.exe")]
    [TestCase("שלום עולם", "שלום עולם")]
    [TestCase("👩‍👩‍👧 ok", "👩‍👩‍👧 ok", Description = "joiners are part of the emoji")]
    public void A_subject_is_one_line_that_does_what_it_shows(string text, string subject)
    {
        Assert.That(MailText.Subject(text), Is.EqualTo(subject));
    }

    [Test]
    public void Half_a_surrogate_pair_is_replaced() => Assert.That(MailText.Subject("half \uD83D pair"), Is.EqualTo("half \uFFFD pair"));

    [Test]
    public void A_subject_has_at_most_200_characters_and_no_half_ones()
    {
        Assert.That(MailText.Subject(new string('a', 200)), Is.EqualTo(new string('a', 200)));
        Assert.That(MailText.Subject(new string('a', 1_000)), Is.EqualTo(new string('a', 199) + "…"));
        var emoji = MailText.Subject(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 100)));
        Assert.That(emoji, Has.Length.LessThanOrEqualTo(200));
        Assert.That(emoji.TrimEnd('…').Length % "👩‍👩‍👧".Length, Is.Zero);
        Assert.That(MailText.Subject("a" + new string('\u0301', 1_000)), Has.Length.LessThanOrEqualTo(200));
    }

    [TestCase("a\r\nb\tc\u0007d\u202Ee", "a\nb\tcde")]
    public void Lines_keep_their_ends_and_nothing_that_hides(string text, string lines)
    {
        Assert.That(MailText.Lines(text), Is.EqualTo(lines));
    }

    [TestCase("a@example.com", "a@example.com")]
    [TestCase("  a.b+tag@EXAMPLE.com ", "a.b+tag@example.com")]
    [TestCase("a@münchen.example", "a@xn--mnchen-3ya.example")]
    [TestCase("o'neil@example.co.uk", "o'neil@example.co.uk")]
    [TestCase("a@localhost", "a@localhost")]
    public void Mail_addresses_are_read(string text, string address)
    {
        Assert.That(MailAddress.TryRead(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(address));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("a")]
    [TestCase("@example.com")]
    [TestCase("a@")]
    [TestCase("a@@example.com")]
    [TestCase("a b@example.com")]
    [TestCase("a@exa mple.com")]
    [TestCase("a@example..com")]
    [TestCase(".a@example.com")]
    [TestCase("a.@example.com")]
    [TestCase("a@-example.com")]
    [TestCase("a@example.com\r\nBcc: b@example.com")]
    [TestCase("a\n@example.com")]
    [TestCase("Name <a@example.com>")]
    [TestCase("a@example.com,b@example.com")]
    [TestCase("\"quoted\"@example.com")]
    [TestCase("a@[127.0.0.1]")]
    [TestCase("ü@example.com")]
    public void What_is_no_mail_address_is_not_read(string? text)
    {
        Assert.That(MailAddress.TryRead(text, out _), Is.False);
    }

    [Test]
    public void Addresses_have_bounds()
    {
        Assert.That(MailAddress.TryRead($"{new string('a', 64)}@example.com", out _), Is.True);
        Assert.That(MailAddress.TryRead($"{new string('a', 65)}@example.com", out _), Is.False);
        Assert.That(MailAddress.TryRead($"a@{new string('b', 64)}.com", out _), Is.False);
        Assert.That(MailAddress.TryRead($"a@{string.Join('.', Enumerable.Repeat("abcdefgh", 40))}", out _), Is.False);
    }

    [TestCase(null, "")]
    [TestCase("null", "")]
    [TestCase("[]", "")]
    [TestCase("\"a@example.com\"", "a@example.com")]
    [TestCase("[\"a@example.com\",\"A@EXAMPLE.com\",\"b@example.com\"]", "a@example.com b@example.com")]
    public void Recipients_are_none_one_or_many_and_none_twice(string? column, string addresses)
    {
        var recipients = MailRecipients.Read(column);

        Assert.That(string.Join(' ', recipients.Addresses), Is.EqualTo(addresses));
        Assert.That(recipients.Warnings, Is.Empty);
    }

    [TestCase("{", "notificationRecipients")]
    [TestCase("{\"to\":\"a@example.com\"}", "notificationRecipients")]
    [TestCase("[\"a@example.com\", 7]", "notificationRecipients[1]")]
    [TestCase("[null, \"a@example.com\"]", "notificationRecipients[0]")]
    [TestCase("[\"a@example.com\\r\\nBcc: b@example.com\", \"a@example.com\"]", "notificationRecipients[0]")]
    [TestCase("[[\"a@example.com\"]]", "notificationRecipients[0]")]
    public void Odd_recipients_are_dropped_and_named(string column, string field)
    {
        var recipients = MailRecipients.Read(column);

        Assert.That(recipients.Warnings.Single().Field, Is.EqualTo(field));
        Assert.That(recipients.Warnings.Single().Message, Does.Not.Contain("\n"));
        Assert.That(recipients.Addresses, Is.SubsetOf(new[] { "a@example.com" }));
    }

    [Test]
    public void At_most_50_recipients_are_written_to()
    {
        var recipients = MailRecipients.Read($"[{string.Join(',', Enumerable.Range(0, 60).Select(number => $"\"a{number}@example.com\""))}]");

        Assert.That(recipients.Addresses, Has.Count.EqualTo(50));
        Assert.That(recipients.Warnings.Single().Message, Does.Contain("10"));
    }

    [TestCase(RunState.Ok, 200, "anything", "")]
    [TestCase(RunState.Fail, 503, "HTTP 503: the answer's own words", "HTTP 503")]
    [TestCase(RunState.Fail, 503, "HTTP 503: ", "HTTP 503")]
    [TestCase(RunState.Fail, null, "connection refused (phase connect)", "connection refused (phase connect)")]
    [TestCase(RunState.Fail, 200, "HTTP 200: the body is too large (phase body)", "HTTP 200: the body is too large (phase body)")]
    [TestCase(RunState.Timeout, null, "no answer within 30 s (phase headers)\n[more]", "no answer within 30 s (phase headers)")]
    [TestCase(RunState.Fail, null, null, "no reason is recorded")]
    [TestCase(RunState.Fail, 500, null, "HTTP 500")]
    public void The_error_is_a_line_without_the_answer(RunState state, int? code, string? log, string error)
    {
        Assert.That(RunError.Of(Ends.Of(state: state, exitCode: code, log: log).Run), Is.EqualTo(error));
    }

    [TestCase("2026-03-29T00:59:59Z", "Europe/Paris", "2026-03-29 01:59:59 +01:00 (Europe/Paris)")]
    [TestCase("2026-03-29T01:00:00Z", "Europe/Paris", "2026-03-29 03:00:00 +02:00 (Europe/Paris)")]
    [TestCase("2026-11-22T08:00:00Z", "Asia/Kathmandu", "2026-11-22 13:45:00 +05:45 (Asia/Kathmandu)")]
    [TestCase("2026-11-22T08:00:00Z", "UTC", "2026-11-22 08:00:00 UTC")]
    public void Times_are_those_of_the_job_s_zone(string at, string zone, string text)
    {
        var instant = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That(PlainTime.Text(instant, DateTimeZoneProviders.Tzdb[zone]), Is.EqualTo(text));
    }

    [TestCase(0.34, "340 ms")]
    [TestCase(12.3, "12.3 s")]
    [TestCase(250, "4 min 10 s")]
    [TestCase(7_260, "2 h 1 min")]
    [TestCase(-1, "0 ms")]
    public void Durations_are_short(double seconds, string text)
    {
        Assert.That(PlainTime.Text(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
    }
}
