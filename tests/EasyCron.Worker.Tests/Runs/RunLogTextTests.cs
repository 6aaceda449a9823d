using System.Text;
using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Tests.Runs;

[Parallelizable(ParallelScope.All)]
public class RunLogTextTests
{
    private static readonly AttemptOutcome Answer = new() { End = AttemptEnd.Answered, Phase = AttemptPhase.Body, StatusCode = 500, Excerpt = new ResponseExcerpt("oops") };

    [Test]
    public void D22_a_success_is_its_body() => Assert.That(RunLogText.Compose(RunOutcome.Succeeded, Answer with { StatusCode = 200 }, 100), Is.EqualTo("oops"));

    [TestCase(500, "HTTP 500: oops")]
    [TestCase(99, "HTTP 099: oops")]
    public void D22_a_rejected_status_stands_before_its_body(int status, string expected) =>
        Assert.That(RunLogText.Compose(RunOutcome.StatusRejected, Answer with { StatusCode = status }, 100), Is.EqualTo(expected));

    [Test]
    public void D22_a_failure_without_answer_is_its_reason_and_phase()
    {
        var attempt = new AttemptOutcome { End = AttemptEnd.ConnectionFailed, Phase = AttemptPhase.Dns, Reason = "the host name does not exist" };

        Assert.That(RunLogText.Compose(RunOutcome.ConnectionFailed, attempt, 100), Is.EqualTo("the host name does not exist (phase dns)"));
    }

    [Test]
    public void D22_a_failure_after_the_status_names_both()
    {
        var attempt = Answer with { End = AttemptEnd.TimedOut, StatusCode = 200, Reason = "not done within 5 ms (apiTimeout)" };

        Assert.That(RunLogText.Compose(RunOutcome.TimedOut, attempt, 100), Is.EqualTo("HTTP 200: not done within 5 ms (apiTimeout) (phase body)"));
    }

    [Test]
    public void D22_a_request_that_was_refused_has_no_phase()
    {
        var attempt = new AttemptOutcome { End = AttemptEnd.InvalidRequest, Phase = AttemptPhase.Request, Reason = "apiUrl: is wrong" };

        Assert.That(RunLogText.Compose(RunOutcome.InvalidRequest, attempt, 100), Is.EqualTo("apiUrl: is wrong"));
    }

    [Test]
    public void D22_note_and_text_share_the_limit_and_the_mark_is_aside()
    {
        string log = RunLogText.Compose(RunOutcome.StatusRejected, Answer with { Excerpt = new ResponseExcerpt(new string('é', 100)) }, 64, "not retried");

        Assert.Multiple(() =>
        {
            Assert.That(log, Does.StartWith("HTTP 500: éé").And.EndWith("é…[truncated, 160 more bytes]\n[not retried]"));
            Assert.That(Encoding.UTF8.GetByteCount(log.Replace("…[truncated, 160 more bytes]", "", StringComparison.Ordinal)), Is.LessThanOrEqualTo(64));
        });
    }
}
