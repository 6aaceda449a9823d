using System.Text;
using EasyCron.Testing.Http;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class ResponseExcerptTests
{
    private static IEnumerable<TestCaseData> Bodies()
    {
        yield return Case("plain", "text/plain", "héllo"u8, "héllo");
        yield return Case("no content type", null, "héllo"u8, "héllo");
        yield return Case("empty", "text/plain", ""u8, "");
        yield return Case("Latin-1", "text/plain; charset=ISO-8859-1", [0x68, 0xe9], "hé");
        yield return Case("quoted charset", "text/plain; charset=\"iso-8859-1\"", [0x68, 0xe9], "hé");
        yield return Case("Windows-1252", "text/plain; charset=windows-1252", [0x80], "€");
        yield return Case("Shift JIS", "text/html; charset=Shift_JIS", [0x93, 0xfa, 0x96, 0x7b], "日本");
        yield return Case("UTF-16 little end first", "text/plain; charset=utf-16le", Encoding.Unicode.GetBytes("日本x"), "日本x");
        yield return Case("UTF-16 with mark", "text/plain", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("日本")], "日本");
        yield return Case("UTF-16 big end first with mark", null, [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("日本")], "日本");
        yield return Case("UTF-32 with mark", null, [0xff, 0xfe, 0, 0, .. Encoding.UTF32.GetBytes("日本")], "日本");
        yield return Case("UTF-8 with mark", "application/json", [0xef, 0xbb, 0xbf, .. "{}"u8], "{}");
        yield return Case("the mark wins over the charset", "text/plain; charset=iso-8859-1", [0xef, 0xbb, 0xbf, .. "é"u8], "é");
        yield return Case("invalid UTF-8", "text/plain", [0x61, 0xff, 0xfe, 0x62], "a\ufffd\ufffdb");
        yield return Case("NUL", "text/plain", [0x61, 0, 0x62], "a\ufffdb");
        yield return Case("a lone surrogate in UTF-16", "text/plain; charset=utf-16le", [0x00, 0xd8, 0x61, 0x00], "\ufffda");
        yield return Case("a surrogate in UTF-8", "text/plain", [0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd");
        yield return Case("unknown charset", "text/plain; charset=klingon", "é"u8, "é");
        yield return Case("UTF-7, which is not read", "text/plain; charset=utf-7", "+ADw-b+AD4-"u8, "+ADw-b+AD4-");
        yield return Case("ANSI escapes stay", "text/plain", "\x1b[31mred"u8, "\x1b[31mred");
        yield return Case("text under a binary name", "application/octet-stream", "just text"u8, "just text");
        yield return Case("binary", "image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0], "[binary, image/png, 10 bytes]");
        yield return Case("binary without a name", null, [1, 2, 3], "[binary, unknown type, 3 bytes]");
        yield return Case("binary under a name of junk", ";;;", [1, 2, 3], "[binary, unknown type, 3 bytes]");
        yield return Case("a picture made of text", "image/svg+xml", "<svg/>"u8, "<svg/>");
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task Fault29_any_bytes_become_valid_text(string? contentType, byte[] body, string expected)
    {
        await using var target = await HttpTarget.StartAsync();
        HttpAnswer answer = new() { Body = body };
        target.Answer("/", contentType is null ? answer : answer.With("Content-Type", contentType));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.Excerpt.ToString()), Is.EqualTo((AttemptEnd.Answered, expected)));
            Assert.That(outcome.BytesRead, Is.EqualTo(body.Length));
        });
    }

    [TestCase(65_536, "")]
    [TestCase(65_537, "…[truncated, 1 more bytes]")]
    [TestCase(100_000, "…[truncated, 34464 more bytes]")]
    public async Task D22_a_long_body_is_cut_at_the_limit_and_says_how_much_is_missing(int length, string mark)
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Ok(new string('a', length), "text/plain").With("Content-Length", $"{length}"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That(outcome.Excerpt.ToString(), Is.EqualTo(new string('a', Math.Min(length, 65_536)) + mark));
    }

    [Test]
    public async Task D22_a_character_on_the_limit_is_left_out_whole()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Ok($"{new string('a', 65_535)}éz", "text/plain"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That(outcome.Excerpt.Text, Is.EqualTo(new string('a', 65_535)));
    }

    [Test]
    public async Task D22_two_bytes_a_character_fill_the_limit_too()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", new HttpAnswer { Body = Encoding.Unicode.GetBytes(new string('a', 60_000)) }.With("Content-Type", "text/plain; charset=utf-16le"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That(outcome.Excerpt, Is.EqualTo(new ResponseExcerpt(new string('a', 60_000))));
    }

    [Test]
    public async Task D22_an_echoed_secret_is_masked_also_where_the_cut_goes_through_it()
    {
        await using var target = await HttpTarget.StartAsync();
        string filler = new('.', 65_530);
        target.Answer("/", request => HttpAnswer.Ok($"{filler}{request.Header("authorization")!["Bearer ".Length..]} and more {new string('x', 500)}", "text/plain"));
        using var sender = new LoopbackSender();
        string token = string.Concat(Enumerable.Range(0, 20).Select(i => $"tok{i:D2}"));

        var outcome = await sender.SendAsync(Requests.To(target.Url) with { Auth = new RequestAuth("Authorization", $"Bearer {token}", [token]) });

        Assert.That(outcome.Excerpt.Text[65_530..], Does.StartWith("***").And.Not.Contain("tok"));
    }

    [Test]
    public async Task D22_no_beginning_of_a_secret_is_left_where_reading_stopped()
    {
        await using var target = await HttpTarget.StartAsync();
        string token = string.Concat(Enumerable.Range(0, 50).Select(i => $"tok{i:D2}"));
        target.Answer("/", HttpAnswer.Ok(string.Concat(Enumerable.Repeat(token, 1000)), "text/plain"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url) with { Auth = new RequestAuth("X-A", token, [token]) });

        Assert.That(outcome.Excerpt.Text, Does.Contain("***").And.Not.Contain("tok"));
    }

    [TestCase("", 10, "0123456789")]
    [TestCase("HTTP 500: ", 20, "HTTP 500: 0123456789")]
    [TestCase("HTTP 500: ", 15, "HTTP 500: 01234…[truncated, 5 more bytes]")]
    public void D22_prefix_and_text_share_the_limit(string prefix, int limit, string expected) =>
        Assert.That(new ResponseExcerpt("0123456789").Render(prefix, limit), Is.EqualTo(expected));

    [Test]
    public void D22_a_second_cut_adds_to_the_first() =>
        Assert.That(new ResponseExcerpt("0123456789", new ExcerptCut(100)).Render("", 4), Is.EqualTo("0123…[truncated, 106 more bytes]"));

    private static TestCaseData Case(string name, string? contentType, ReadOnlySpan<byte> body, string expected) =>
        new TestCaseData(contentType, body.ToArray(), expected).SetArgDisplayNames(name);
}
