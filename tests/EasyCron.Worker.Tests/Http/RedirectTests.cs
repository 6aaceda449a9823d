using EasyCron.Testing.Http;
using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class RedirectTests
{
    [TestCase(301, "GET", "GET", false)]
    [TestCase(302, "GET", "GET", false)]
    [TestCase(303, "GET", "GET", false)]
    [TestCase(307, "GET", "GET", false)]
    [TestCase(308, "GET", "GET", false)]
    [TestCase(301, "HEAD", "HEAD", false)]
    [TestCase(303, "HEAD", "HEAD", false)]
    [TestCase(301, "POST", "GET", false)]
    [TestCase(302, "POST", "GET", false)]
    [TestCase(303, "POST", "GET", false)]
    [TestCase(303, "PUT", "GET", false)]
    [TestCase(303, "DELETE", "GET", false)]
    [TestCase(301, "PUT", "PUT", true)]
    [TestCase(302, "PATCH", "PATCH", true)]
    [TestCase(307, "POST", "POST", true)]
    [TestCase(308, "PUT", "PUT", true)]
    public async Task Fault28_each_status_has_its_rule_for_method_and_body(int status, string method, string nextMethod, bool keepsBody)
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/a", HttpAnswer.Redirect("/b?x=1#part", status));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To($"{target.Url}/a", method) with { Body = "{}", Headers = [new("X-A", "1")] });

        var next = target.Requests[1];
        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode), Is.EqualTo((AttemptEnd.Answered, (int?)200)));
            Assert.That((next.Method, next.Target, next.Text), Is.EqualTo((nextMethod, "/b?x=1", keepsBody ? "{}" : "")));
            Assert.That(next.Header("content-type"), Is.EqualTo(keepsBody ? "application/json" : null));
            Assert.That(next.Header("x-a"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task Fault28_credentials_stay_with_the_first_origin()
    {
        await using var first = await HttpTarget.StartAsync();
        await using var second = await HttpTarget.StartAsync();
        first.Answer("/", HttpAnswer.Redirect($"{second.Url}/in", 307));
        Assert.That(RequestSignature.TryParse("k", out var signature, out _), Is.True);
        using var sender = new LoopbackSender(new HttpSettings { Signature = signature });

        _ = await sender.SendAsync(Requests.To(first.Url, "POST") with
        {
            Auth = new RequestAuth("Authorization", "Bearer abcd", ["abcd"]),
            Headers = [new("Cookie", "sid=1"), new("X-Api-Key", "k1"), new("X-Shop", "7")],
            Body = "{}",
        });

        var before = first.Requests.Single();
        var after = second.Requests.Single();
        Assert.Multiple(() =>
        {
            foreach (string name in new[] { "authorization", "cookie", "x-api-key", "webhook-id", "webhook-timestamp", "webhook-signature" })
            {
                Assert.That(before.Header(name), Is.Not.Null, name);
                Assert.That(after.Header(name), Is.Null, name);
            }

            Assert.That((after.Header("x-shop"), after.Header("easycron-run-id"), after.Text), Is.EqualTo(("7", "crun1", "{}")));
        });
    }

    [Test]
    public async Task Fault28_credentials_go_along_within_an_origin()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Redirect($"{target.Url}/in"));
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(Requests.To(target.Url.Replace("//", "//joe:abcd@", StringComparison.Ordinal)));

        Assert.That(target.Requests[1].Header("authorization"), Is.EqualTo($"Basic {Convert.ToBase64String("joe:abcd"u8)}"));
    }

    [Test]
    public async Task Fault28_credentials_that_came_back_do_not_go_out_again()
    {
        await using var first = await HttpTarget.StartAsync();
        await using var second = await HttpTarget.StartAsync();
        first.Answer("/", HttpAnswer.Redirect($"{second.Url}/"));
        second.Answer("/", HttpAnswer.Redirect($"{first.Url}/back"));
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(Requests.To(first.Url) with { Auth = new RequestAuth("X-A", "abcd", ["abcd"]) });

        Assert.That(first.Requests[1].Header("x-a"), Is.Null, "a target in between decides where this one goes");
    }

    [Test]
    public async Task Fault28_user_information_in_a_location_is_not_sent()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Redirect(target.Url.Replace("//", "//eve:abcd@", StringComparison.Ordinal) + "/in"));
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(target.Url);

        Assert.That(target.Requests[1].Header("authorization"), Is.Null);
    }

    [Test]
    public async Task Fault28_ten_hops_are_followed()
    {
        await using var target = await HttpTarget.StartAsync();
        Chain(target, 10);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync($"{target.Url}/0");

        Assert.That((outcome.End, outcome.StatusCode, target.Requests.Count), Is.EqualTo((AttemptEnd.Answered, (int?)200, 11)));
    }

    [Test]
    public async Task Fault28_the_eleventh_hop_is_not()
    {
        await using var target = await HttpTarget.StartAsync();
        Chain(target, 11);
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync($"{target.Url}/0");

        Assert.That(
            (outcome.End, outcome.StatusCode, outcome.Reason, target.Requests.Count),
            Is.EqualTo((AttemptEnd.RedirectRefused, (int?)302, "more than 10 redirects", 11)));
    }

    [Test]
    public async Task Fault28_a_loop_ends()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Redirect("/"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, target.Requests.Count), Is.EqualTo((AttemptEnd.RedirectRefused, 11)));
    }

    [Test]
    public async Task D15_a_redirect_that_shall_not_be_followed_is_the_answer()
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Redirect("/in"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(Requests.To(target.Url) with { FollowRedirects = false });

        Assert.That((outcome.End, outcome.StatusCode, target.Requests.Count), Is.EqualTo((AttemptEnd.Answered, (int?)302, 1)));
    }

    [TestCase(302)]
    [TestCase(308)]
    public async Task Fault28_a_redirect_without_a_location_is_the_answer(int status)
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.WithStatus(status, "nowhere", "text/plain"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.StatusCode, outcome.Excerpt.Text), Is.EqualTo((AttemptEnd.Answered, (int?)status, "nowhere")));
    }

    [Test]
    public async Task A_location_in_raw_UTF_8_is_understood()
    {
        var location = System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes("/grüße"));
        var requests = new List<string>();
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            requests.Add((await connection.ReadHeadAsync(end)).Split(' ')[1]);
            await connection.SendAsync(
                requests.Count == 1 ? $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", end);
        });
        using var sender = new LoopbackSender();

        _ = await sender.SendAsync(target.Url);

        Assert.That(requests, Is.EqualTo(new[] { "/", "/gr%C3%BC%C3%9Fe" }));
    }

    [TestCase(300)]
    [TestCase(304)]
    [TestCase(305)]
    public async Task Other_answers_of_their_class_are_not_followed(int status)
    {
        await using var target = await HttpTarget.StartAsync();
        target.Answer("/", HttpAnswer.Redirect("/in", status));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.StatusCode, target.Requests.Count), Is.EqualTo(((int?)status, 1)));
    }

    private static void Chain(HttpTarget target, int hops)
    {
        for (int i = 0; i < hops; i++)
        {
            target.Answer($"/{i}", HttpAnswer.Redirect($"/{i + 1}"));
        }
    }
}
