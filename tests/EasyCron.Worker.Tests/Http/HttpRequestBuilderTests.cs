using System.Text;
using EasyCron.Testing.Http;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class HttpRequestBuilderTests
{
    [TestCase("GET", "GET")]
    [TestCase("post", "POST")]
    [TestCase(" patch ", "PATCH")]
    [TestCase("PURGE", "PURGE")]
    [TestCase("m-search", "m-search")]
    public void D16_any_token_is_a_method(string method, string sent) =>
        Assert.That(Requests.Build(Requests.To("http://a.test/", method)).Method.Method, Is.EqualTo(sent));

    [TestCase("")]
    [TestCase("GET /x HTTP/1.1\r\nX: y")]
    [TestCase("G T")]
    [TestCase("GÉT")]
    [TestCase("CONNECT")]
    [TestCase("connect")]
    public void D16_what_is_no_method_is_refused(string method) =>
        Assert.That(Requests.Refuse(Requests.To("http://a.test/", method)), Does.StartWith("apiMethod: "));

    [TestCase("http://a.test", "http://a.test/?x=1&y=a%20b%26c")]
    [TestCase("http://a.test/p?", "http://a.test/p?x=1&y=a%20b%26c")]
    [TestCase("http://a.test/p?q=0", "http://a.test/p?q=0&x=1&y=a%20b%26c")]
    [TestCase("http://a.test/p?q=0&", "http://a.test/p?q=0&x=1&y=a%20b%26c")]
    [TestCase("  https://a.test:8443/p#part ", "https://a.test:8443/p?x=1&y=a%20b%26c")]
    public void D16_query_parameters_are_appended_encoded_in_order(string url, string expected)
    {
        var specification = Requests.To(url) with { Query = [new("x", "1"), new("y", "a b&c")] };

        Assert.That(Requests.Build(specification).Uri.AbsoluteUri, Is.EqualTo(expected));
    }

    [Test]
    public void D16_a_percent_sign_in_a_parameter_is_a_percent_sign() =>
        Assert.That(Requests.Build(Requests.To("http://a.test/") with { Query = [new("é", "50%")] }).Uri.Query, Is.EqualTo("?%C3%A9=50%25"));

    [TestCase("http://bücher.test/", "xn--bcher-kva.test")]
    [TestCase("http://BÜCHER.test/", "xn--bcher-kva.test")]
    [TestCase("http://A.Test/", "a.test")]
    [TestCase("http://xn--bcher-kva.test/", "xn--bcher-kva.test")]
    public void D16_a_host_in_any_script_is_sent_as_DNS_knows_it(string url, string host) =>
        Assert.That(Requests.Build(Requests.To(url)).Uri.IdnHost, Is.EqualTo(host));

    [TestCase("")]
    [TestCase("a.test/path")]
    [TestCase("/path")]
    [TestCase("http://")]
    [TestCase("http://a b/")]
    [TestCase("http://a.test\r\nX: y/")]
    [TestCase("ftp://a.test/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("javascript:alert(1)")]
    [TestCase("http://a.test:99999/")]
    [TestCase("http://[::1")]
    [TestCase("http://[fe80::1%25eth0]/")]
    public void D16_what_is_no_web_address_is_refused(string url) =>
        Assert.That(Requests.Refuse(Requests.To(url)), Does.StartWith("apiUrl: "));

    [TestCase("GET")]
    [TestCase("HEAD")]
    [TestCase("head")]
    public void D16_get_and_head_send_no_body(string method) =>
        Assert.That(Requests.Build(Requests.To("http://a.test/", method) with { Body = "{}" }).Body, Is.Null);

    [TestCase("json", "{ \"a\" :1}", "{ \"a\" :1}", "application/json")]
    [TestCase("JSON", "not json", "not json", "application/json")]
    [TestCase("raw", "grüß", "grüß", "text/plain; charset=utf-8")]
    [TestCase("form", "a=b&c=%20", "a=b&c=%20", "application/x-www-form-urlencoded")]
    [TestCase("form", """{"a":"x y","b":[1,2],"c":null,"d":"ä&"}""", "a=x+y&b=1&b=2&c=&d=%C3%A4%26", "application/x-www-form-urlencoded")]
    [TestCase("form", """[{"key":"b","value":"2"},{"key":"a","value":"1"},{"key":"z","value":"0","enabled":false}]""", "b=2&a=1", "application/x-www-form-urlencoded")]
    public void D16_a_body_is_sent_as_its_type_says(string type, string body, string sent, string contentType)
    {
        var request = Requests.Build(Requests.To("http://a.test/", "POST") with { Body = body, BodyType = type });

        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(request.Body!), Is.EqualTo(sent));
            Assert.That(Requests.Header(request, "Content-Type"), Is.EqualTo(contentType));
        });
    }

    [TestCase("form", "{\"a\":", "apiBody: ")]
    [TestCase("form", """{"a":{"b":1}}""", "apiBody.a: ")]
    [TestCase("form", "[1]", "apiBody[0]: ")]
    [TestCase("xml", "<a/>", "apiBodyType: ")]
    public void D16_a_body_that_cannot_be_written_is_refused(string type, string body, string fault) =>
        Assert.That(Requests.Refuse(Requests.To("http://a.test/", "POST") with { Body = body, BodyType = type }), Does.StartWith(fault));

    [Test]
    public void D16_the_users_content_type_wins()
    {
        var specification = Requests.To("http://a.test/", "PUT") with { Body = "<a/>", Headers = [new("content-type", "text/xml")] };

        Assert.That(Requests.Header(Requests.Build(specification), "Content-Type"), Is.EqualTo("text/xml"));
    }

    [TestCase("X-A", "v\r\nX-B: 1")]
    [TestCase("X-A", "v\nX-B: 1")]
    [TestCase("X-A", "v\rX-B: 1")]
    [TestCase("X-A", "a\0b")]
    [TestCase("X-A", "\u0001")]
    [TestCase("X-A", "\u007f")]
    [TestCase("X-A", "é")]
    [TestCase("X-A", "\u2028")]
    [TestCase("X A", "v")]
    [TestCase("X-A:", "v")]
    [TestCase(":authority", "v")]
    [TestCase("X-A\r\nX-B", "v")]
    [TestCase("X-Ä", "v")]
    [TestCase("X-\u202eA", "v")]
    [TestCase("Host", "evil.test")]
    [TestCase("content-length", "0")]
    [TestCase("Transfer-Encoding", "chunked")]
    [TestCase("Connection", "close")]
    [TestCase("Upgrade", "h2c")]
    [TestCase("Expect", "100-continue")]
    [TestCase("Authorization", "")]
    public void D16_a_header_that_must_not_be_sent_is_refused_by_name(string name, string value)
    {
        string faults = Requests.Refuse(Requests.To("http://a.test/", "POST") with { Body = "x", BodyType = "raw", Headers = [new(name, value)] });

        Assert.Multiple(() =>
        {
            Assert.That(faults, Does.StartWith($"apiHeaders: invalid header {HttpToken.Quote(name)}: "));
            Assert.That(faults, Does.Not.Contain("\n").And.Not.Contain("\r"));
            Assert.That(value.Length < 4 || !faults.Contains(value, StringComparison.Ordinal), Is.True, "the value may be a secret");
        });
    }

    [TestCase("User-Agent", "X [y]")]
    [TestCase("If-None-Match", "unquoted")]
    [TestCase("Content-Type", "text")]
    [TestCase("Accept", "everything, please")]
    [TestCase("Date", "yesterday")]
    [TestCase("From", "nobody at all")]
    [TestCase("Cookie", "a=b; c=\"d e\"")]
    [TestCase("X-Tab", "a\tb")]
    public async Task D16_a_value_of_any_visible_characters_reaches_the_wire_as_written(string name, string value)
    {
        await using var target = await HttpTarget.StartAsync();
        using var sender = new LoopbackSender();

        await sender.SendAsync(Requests.To(target.Url, "POST") with { Body = "x", BodyType = "raw", Headers = [new(name, value)] });

        Assert.That(target.Requests.Single().Header(name), Is.EqualTo(value));
    }

    [TestCase("Authorization", "One 1", "rawkey==")]
    [TestCase("Content-Type", "text/plain", "text")]
    public void D16_a_header_that_may_stand_once_is_refused_when_it_stands_twice(string name, string first, string second) => Assert.That(
        Requests.Refuse(Requests.To("http://a.test/", "POST") with { Body = "x", BodyType = "raw", Headers = [new(name, first), new(name, second)] }),
        Does.StartWith($"apiHeaders: invalid header \"{name}\": "));

    [Test]
    public void D16_every_fault_is_named_at_once()
    {
        string faults = Requests.Refuse(Requests.To("http://a.test/") with { Headers = [new("A B", "x"), new("Host", "y")] });

        Assert.That(faults, Does.Contain("\"A B\"").And.Contain("\"Host\""));
    }

    [TestCase("AWS4-HMAC-SHA256 Credential=AK/20260101/eu/s3/aws4_request, SignedHeaders=host;x-date, Signature=abc")]
    [TestCase("Token token=\"abc\", x=1")]
    [TestCase("plain-key-123")]
    [TestCase("rawkey==")]
    [TestCase("key:secret, other")]
    public void D17_any_scheme_of_authorization_reaches_the_wire_as_written(string value)
    {
        using var message = Requests.Build(Requests.To("http://a.test/") with { Headers = [new("Authorization", value)] }).ToMessage();

        Assert.That(message.Headers.NonValidated["Authorization"].ToString(), Is.EqualTo(value));
    }

    [Test]
    public void D17_the_users_own_authorization_wins_over_all_other_credentials()
    {
        var specification = Requests.To("http://u:p@a.test/") with
        {
            Auth = new RequestAuth("Authorization", "Bearer other", ["other"]),
            Headers = [new("authorization", "Mine 1")],
        };

        Assert.That(Requests.Header(Requests.Build(specification), "Authorization"), Is.EqualTo("Mine 1"));
    }

    [Test]
    public void D17_user_information_in_the_url_becomes_basic_credentials_and_leaves_the_url()
    {
        var request = Requests.Build(Requests.To("http://us%40er:p%3Aw@a.test/x"));

        Assert.Multiple(() =>
        {
            Assert.That(request.Uri.AbsoluteUri, Is.EqualTo("http://a.test/x"));
            Assert.That(Requests.Header(request, "Authorization"), Is.EqualTo($"Basic {Convert.ToBase64String("us@er:p:w"u8)}"));
        });
    }

    [Test]
    public void D17_an_api_key_in_the_query_stands_behind_the_parameters()
    {
        var specification = Requests.To("http://a.test/?a=1") with
        {
            Query = [new("b", "2")],
            Auth = new RequestAuth("k y", "s/3", ["s/3"], InQuery: true),
        };

        Assert.That(Requests.Build(specification).Uri.Query, Is.EqualTo("?a=1&b=2&k%20y=s%2F3"));
    }

    [Test]
    public void D17_credentials_that_would_break_the_header_are_refused() =>
        Assert.That(
            Requests.Refuse(Requests.To("http://a.test/") with { Auth = new RequestAuth("Authorization", "Bearer a\r\nX: y", []) }),
            Does.StartWith("apiAuth: invalid header \"Authorization\": "));

    [Test]
    public void D18_our_own_headers_tell_which_attempt_of_which_run_it_is()
    {
        var request = Requests.Build(Requests.To("http://a.test/"));

        Assert.Multiple(() =>
        {
            Assert.That(Requests.Header(request, "User-Agent"), Does.Match(@"^EasyCron/\d+\.\d+\.\d+$"));
            Assert.That(Requests.Header(request, "Idempotency-Key"), Is.EqualTo("crun1"));
            Assert.That(Requests.Header(request, "EasyCron-Job-Id"), Is.EqualTo("cjob1"));
            Assert.That(Requests.Header(request, "EasyCron-Run-Id"), Is.EqualTo("crun1"));
            Assert.That(Requests.Header(request, "EasyCron-Attempt"), Is.EqualTo("2"));
            Assert.That(Requests.Header(request, "EasyCron-Scheduled-At"), Is.EqualTo("2026-03-08T07:30:00.250Z"));
            Assert.That(Requests.Header(request, "EasyCron-Trigger"), Is.EqualTo("schedule"));
            Assert.That(Requests.Header(request, "traceparent"), Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"));
        });
    }

    [Test]
    public void D18_a_header_the_user_sets_is_not_added()
    {
        var specification = Requests.To("http://a.test/") with
        {
            Headers = [new("user-agent", "Mine/1"), new("IDEMPOTENCY-KEY", "k"), new("easycron-trigger", "t"), new("traceparent", "tp")],
        };
        var request = Requests.Build(specification);

        Assert.Multiple(() =>
        {
            Assert.That(Requests.Header(request, "User-Agent"), Is.EqualTo("Mine/1"));
            Assert.That(Requests.Header(request, "Idempotency-Key"), Is.EqualTo("k"));
            Assert.That(Requests.Header(request, "EasyCron-Trigger"), Is.EqualTo("t"));
            Assert.That(Requests.Header(request, "traceparent"), Is.EqualTo("tp"));
        });
    }

    [Test]
    public void D18_our_own_headers_can_be_switched_off()
    {
        var request = Requests.Build(Requests.To("http://a.test/"), new HttpSettings { SendEasyCronHeaders = false });

        Assert.That(request.Headers.Select(header => header.Name), Is.EqualTo(new[] { "Accept", "Accept-Encoding" }));
    }

    [Test]
    public void D18_a_signed_request_replaces_webhook_headers_of_the_user()
    {
        Assert.That(RequestSignature.TryParse("secret", out var signature, out _), Is.True);

        var request = Requests.Build(
            Requests.To("http://a.test/") with { Headers = [new("webhook-id", "forged")] }, new HttpSettings { Signature = signature });

        Assert.That(Requests.Header(request, "webhook-id"), Is.EqualTo("crun1"));
    }
}
