using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class RequestSpecificationTests
{
    // Whatever a column may hold: each must give a request or a fault, and never an exception.
    private static readonly string?[] Junk =
    [
        null, "", "null", "true", "0", "-1", "1e999", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "[{}]", "[{\"key\":{}}]", "[{\"key\":\"a\",\"value\":[]}]", "{\"type\":[]}",
        "{\"type\":\"bearer\",\"token\":{}}", "{\"a\":{\"b\":{}}}", "[200,\"5xx\",{}]", "{", "[1,", "\ufeff[]", "[\"\\ud800\"]", "{\"\\udc00\":1}", "\0", "NaN", "undefined", "<a/>",
        "{\"key\":\"a\",\"key\":\"b\"}", "[{\"key\":\"\\u0000\",\"value\":\"\\u0000\"}]",
    ];

    [Test]
    public void Every_column_may_hold_anything(
        [Values("apiAuth", "apiQueryParams", "apiHeaders", "apiSuccessCodes", "apiFailureCodes", "apiBody", "apiBodyType", "apiMethod", "apiUrl")] string column,
        [ValueSource(nameof(Junk))] string? content)
    {
        var specification = RequestSpecification.From(With(column, content));
        var built = new HttpRequestBuilder(new HttpSettings(), TimeProvider.System).TryBuild(specification, Requests.Context, out var request, out var faults);

        Assert.Multiple(() =>
        {
            Assert.That(built, Is.EqualTo(faults.Count == 0).And.EqualTo(request is not null));
            Assert.That(faults.Select(fault => fault.Field), Is.All.StartsWith(column));
        });
    }

    [Test]
    public void Nested_junk_of_any_depth_is_a_fault()
    {
        var specification = RequestSpecification.From(Jobs.Example with { ApiHeaders = new string('[', 100_000) });

        Assert.That(specification.Faults.Single().Field, Is.EqualTo("apiHeaders"));
    }

    [TestCase(1, 1)]
    [TestCase(0, 30_000)]
    [TestCase(-5, 30_000)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void D14_no_time_means_the_default(int milliseconds, int expected) =>
        Assert.That(RequestSpecification.From(Jobs.Example with { ApiTimeout = milliseconds }).AttemptTimeout.TotalMilliseconds, Is.EqualTo(expected));

    [Test]
    public void Every_fault_of_the_row_is_told_at_once()
    {
        var faults = Requests.Refuse(RequestSpecification.From(Jobs.Example with
        {
            ApiUrl = "nowhere",
            ApiMethod = "G T",
            ApiAuth = """{"type":"digest"}""",
            ApiQueryParams = "5",
            ApiHeaders = "5",
            ApiSuccessCodes = "[1]",
            ApiFailureCodes = "x",
        }));

        Assert.Multiple(() =>
        {
            foreach (var field in new[] { "apiAuth.type: ", "apiQueryParams: ", "apiHeaders: ", "apiSuccessCodes[0]: ", "apiFailureCodes: ", "apiMethod: ", "apiUrl: " })
            {
                Assert.That(faults, Does.Contain(field));
            }
        });
    }

    private static CronJob With(string column, string? content)
    {
        var job = Jobs.Example with { ApiMethod = "POST" };
        return column switch
        {
            "apiAuth" => job with { ApiAuth = content },
            "apiQueryParams" => job with { ApiQueryParams = content },
            "apiHeaders" => job with { ApiHeaders = content },
            "apiSuccessCodes" => job with { ApiSuccessCodes = content },
            "apiFailureCodes" => job with { ApiFailureCodes = content },
            "apiBody" => job with { ApiBody = content, ApiBodyType = "form" },
            "apiBodyType" => job with { ApiBody = "x", ApiBodyType = content ?? "json" },
            "apiMethod" => job with { ApiMethod = content ?? "GET" },
            _ => job with { ApiUrl = content ?? "http://a.test/" },
        };
    }
}
