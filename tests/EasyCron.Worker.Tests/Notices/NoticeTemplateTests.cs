using EasyCron.Worker.Http;
using EasyCron.Worker.Notices;
using NodaTime;

namespace EasyCron.Worker.Tests.Notices;

public sealed class NoticeTemplateTests
{
    private static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["job.name"] = "Export",
        ["run.state"] = "FAIL",
        ["run.log"] = "{{job.name}} {{{run.state}}}",
        ["job.description"] = "",
    };

    private static (string Text, string[] Warnings) Fill(string template)
    {
        var warnings = new List<FieldFault>();
        return (NoticeTemplate.Fill("notificationTemplate", template, Fields, warnings), [.. warnings.Select(warning => warning.ToString())]);
    }

    [TestCase("{{job.name}} - {{run.state}}", "Export - FAIL")]
    [TestCase("{{ job.name }}", "Export")]
    [TestCase("{{{job.name}}}", "Export")]
    [TestCase("{{\tjob.name\n}}", "Export")]
    [TestCase("[{{job.description}}]", "[]")]
    [TestCase("{{run.log}}", "{{job.name}} {{{run.state}}}", Description = "values are not read as templates")]
    [TestCase("", "")]
    [TestCase("{ job.name }", "{ job.name }")]
    [TestCase("{{job.name", "{{job.name")]
    [TestCase("job.name}}", "job.name}}")]
    [TestCase("{{ {{job.name}}", "{{ Export")]
    [TestCase("}}{{job.name}}{{", "}}Export{{")]
    [TestCase("{{{{job.name}}}}", "{Export}")]
    [TestCase("<script>{{job.name}}</script>", "<script>Export</script>", Description = "plain text; HTML is escaped where it is put into HTML")]
    public void Known_names_are_filled_and_the_rest_stays(string template, string text)
    {
        Assert.That(Fill(template), Is.EqualTo((text, Array.Empty<string>())).Using<(string, string[])>((one, other) => one.Item1 == other.Item1 && one.Item2.SequenceEqual(other.Item2)));
    }

    [TestCase("a{{job.secret}}b", "job.secret")]
    [TestCase("a{{job.apiAuth}}b", "job.apiAuth")]
    [TestCase("a{{job.headers.authorization}}b", "job.headers.authorization")]
    [TestCase("a{{this}}b", "this")]
    [TestCase("a{{@root}}b", "@root")]
    [TestCase("a{{../job}}b", "../job")]
    [TestCase("a{{#each job}}b", "#each job")]
    [TestCase("a{{> partial}}b", "> partial")]
    [TestCase("a{{lookup job 'apiAuth'}}b", "lookup job 'apiAuth'")]
    [TestCase("a{{JOB.NAME}}b", "JOB.NAME")]
    [TestCase("a{{job.name.length}}b", "job.name.length")]
    [TestCase("a{{constructor}}b", "constructor")]
    [TestCase("a{{}}b", "")]
    [TestCase("a{{!-- note --}}b", "!-- note --")]
    public void Unknown_names_are_nothing_and_are_named(string template, string name)
    {
        var (text, warnings) = Fill(template);

        Assert.That(text, Is.EqualTo("ab"));
        Assert.That(warnings.Single(), Does.StartWith("notificationTemplate: names \"").And.Contain(name));
    }

    [Test]
    public void Hostile_sizes_take_no_time_and_no_room()
    {
        var (braces, _) = Fill(new string('{', 200_000));
        var (many, warnings) = Fill(string.Concat(Enumerable.Range(0, 5_000).Select(number => $"{{{{x{number}}}}}{{{{run.log}}}}")));

        Assert.That(braces, Has.Length.LessThanOrEqualTo(20_001));
        Assert.That(many, Has.Length.LessThanOrEqualTo(20_001));
        Assert.That(warnings, Has.Length.EqualTo(10));
    }

    [Test]
    public void A_template_reaches_nothing_but_the_listed_fields()
    {
        string[] listed =
        [
            "job.id", "job.name", "job.description", "job.url", "job.method", "job.timezone", "run.id", "run.state", "run.startedAt", "run.finishedAt", "run.durationMs",
            "run.attempts", "run.exitCode", "run.log", "run.scheduledAt", "run.trigger", "run.error",
        ];

        Assert.That(NoticeFields.Of(Ends.Of(), DateTimeZone.Utc).Keys, Is.EquivalentTo(listed));
    }

    [Test]
    public void Fields_are_written_for_people_and_without_secrets()
    {
        var fields = NoticeFields.Of(Ends.Of(), DateTimeZoneProviders.Tzdb["Europe/Paris"]);

        Assert.Multiple(() =>
        {
            Assert.That(fields["job.url"], Is.EqualTo("https://api.example.com/v1/export"));
            Assert.That(fields["run.state"], Is.EqualTo("FAIL"));
            Assert.That(fields["run.startedAt"], Is.EqualTo("2026-11-22 09:00:00 +01:00 (Europe/Paris)"));
            Assert.That(fields["run.durationMs"], Is.EqualTo("12300"));
            Assert.That(fields["run.error"], Is.EqualTo("HTTP 500"));
            Assert.That(fields["run.trigger"], Is.EqualTo("schedule"));
        });
    }

    [TestCase("https://user:pw@host.example/a?key=1#x", "https://host.example/a")]
    [TestCase("http://host.example:8080/", "http://host.example:8080/")]
    [TestCase("not a url", "")]
    [TestCase("file:///etc/passwd", "")]
    [TestCase("", "")]
    public void An_address_loses_what_may_be_secret(string url, string bare)
    {
        Assert.That(NoticeFields.BareUrl(url), Is.EqualTo(bare));
    }
}
