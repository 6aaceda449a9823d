using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset Now = new(1994, 11, 6, 8, 49, 7, TimeSpan.Zero);

    [TestCase("0", 0)]
    [TestCase(" 120 ", 120)]
    [TestCase("99999999999999999999", 31_536_000, Description = "at most a year")]
    [TestCase("Sun, 06 Nov 1994 08:49:37 GMT", 30)]
    [TestCase("Sunday, 06-Nov-94 08:49:37 GMT", 30)]
    [TestCase("Sun Nov  6 08:49:37 1994", 30)]
    [TestCase("Sun, 06 Nov 1994 08:00:00 GMT", 0, Description = "gone by")]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT", 31_536_000)]
    public void D19_seconds_and_all_three_date_forms_are_read(string value, int seconds) =>
        Assert.That(RetryAfterHeader.Parse(value, Now), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("")]
    [TestCase("soon")]
    [TestCase("-5")]
    [TestCase("1.5")]
    [TestCase("1994-11-06T08:49:37Z")]
    [TestCase("Sun, 99 Nov 1994 08:49:37 GMT")]
    public void D19_anything_else_asks_for_nothing(string value) => Assert.That(RetryAfterHeader.Parse(value, Now), Is.Null);

    [TestCase(429, 7)]
    [TestCase(503, 7)]
    [TestCase(500, null)]
    [TestCase(200, null)]
    [TestCase(301, null)]
    public void D19_only_429_and_503_may_ask(int status, int? seconds)
    {
        using var response = new HttpResponseMessage((System.Net.HttpStatusCode)status);
        response.Headers.Add("Retry-After", "7");

        Assert.That(RetryAfterHeader.Read(response, Now)?.TotalSeconds, Is.EqualTo(seconds));
    }
}
