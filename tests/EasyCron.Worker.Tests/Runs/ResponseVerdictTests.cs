using EasyCron.Worker.Http;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Tests.Runs;

[Parallelizable(ParallelScope.All)]
public class ResponseVerdictTests
{
    [TestCase(200, null, null, true)]
    [TestCase(299, null, null, true)]
    [TestCase(199, null, null, false)]
    [TestCase(302, null, null, false)]
    [TestCase(404, null, null, false)]
    [TestCase(500, null, null, false)]
    [TestCase(99, null, null, false)]
    [TestCase(999, null, null, false)]
    [TestCase(200, "[]", "[]", true)]
    [TestCase(404, "[]", "[]", false)]
    [TestCase(404, "[404]", null, true)]
    [TestCase(200, "[404]", null, false, Description = "where success codes are given they alone are success")]
    [TestCase(302, "[\"3xx\"]", null, true)]
    [TestCase(200, null, "[200]", false, Description = "failure codes win over 2xx")]
    [TestCase(200, "[200]", "[200]", false, Description = "failure codes win over success codes")]
    [TestCase(204, "[\"2xx\"]", "[\"204\"]", false)]
    [TestCase(404, null, "[500]", false, Description = "a code in neither list is judged as usual")]
    [TestCase(201, null, "[500]", true)]
    public void D15_codes_decide(int status, string? success, string? failure, bool expected)
    {
        var faults = new List<FieldFault>();
        RequestSpecification specification = new()
        {
            Method = "GET",
            Url = "http://a.test/",
            SuccessCodes = StatusCodeSet.ReadColumn("apiSuccessCodes", success, faults),
            FailureCodes = StatusCodeSet.ReadColumn("apiFailureCodes", failure, faults),
        };
        var attempt = new AttemptOutcome { End = AttemptEnd.Answered, Phase = AttemptPhase.Body, StatusCode = status };

        var outcome = ResponseVerdict.Judge(attempt, specification);

        Assert.That((outcome, faults.Count), Is.EqualTo((expected ? RunOutcome.Succeeded : RunOutcome.StatusRejected, 0)));
    }

    private static IEnumerable<TestCaseData> Unanswered() =>
        Enum.GetValues<AttemptEnd>().Where(end => end != AttemptEnd.Answered).Select(end => new TestCaseData(end).SetArgDisplayNames(end.ToString()));

    [TestCaseSource(nameof(Unanswered))]
    public void D13_an_attempt_that_was_not_answered_is_no_success_whatever_its_status(object end)
    {
        var attempt = new AttemptOutcome { End = (AttemptEnd)end, Phase = AttemptPhase.Body, StatusCode = 200 };

        var outcome = ResponseVerdict.Judge(attempt, new RequestSpecification { Method = "GET", Url = "http://a.test/" });

        Assert.That(outcome.ToString(), Is.EqualTo(end.ToString()));
    }
}
