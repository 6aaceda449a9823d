using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class SecretMaskTests
{
    [TestCase("s3cret", "got s3cret!", "got ***!")]
    [TestCase("s3cret", "S3CRET", "***")]
    [TestCase("a/b+c=", "url a%2Fb%2Bc%3D and a%2fb%2bc%3d", "url *** and ***")]
    [TestCase("two words", "form two+words", "form ***")]
    [TestCase("say \"hi\"", """{"echo":"say \"hi\""}""", """{"echo":"***"}""")]
    [TestCase("pa/th", """{"echo":"pa\/th"}""", """{"echo":"***"}""", Description = "PHP escapes slashes")]
    [TestCase("x<y&z", "<b>x&lt;y&amp;z</b>", "<b>***</b>")]
    [TestCase("ünï", "\\u00FCn\\u00EF and ünï", "\\u00FCn\\u00EF and ünï", Description = "shorter than four characters")]
    [TestCase("ünïque", "\\u00FCn\\u00EFque", "***")]
    [TestCase("hunter22", "base64 aHVudGVyMjI= unpadded aHVudGVyMjI", "base64 *** unpadded ***")]
    [TestCase("abc", "abc", "abc", Description = "shorter than four characters")]
    public void D22_a_secret_is_masked_in_every_spelling(string secret, string text, string expected) =>
        Assert.That(new SecretMask([secret]).Apply(text), Is.EqualTo(expected));

    [Test]
    public void D22_the_longer_of_two_secrets_goes_first() =>
        Assert.That(new SecretMask(["pass", "password1"]).Apply("password1 pass"), Is.EqualTo("*** ***"));

    [TestCase("http://user:p4ssword@a.test/", "p4ssword")]
    [TestCase("http://t0ken-only@a.test/", "t0ken-only")]
    [TestCase("http://a.test/?access_token=abcd1234&x=1", "abcd1234")]
    [TestCase("http://a.test/?api-key=ab%2Fcd", "ab/cd")]
    [TestCase("http://a.test/?sig=abcd1234", "abcd1234")]
    [TestCase("http://a.test/?PASSWORD=abcd1234", "abcd1234")]
    public void D22_secrets_of_the_url_are_known(string url, string secret) =>
        Assert.That(Requests.Build(Requests.To(url)).Mask.Apply($"<{secret}>"), Is.EqualTo("<***>"));

    [TestCase("Authorization", "Bearer abcd1234", "abcd1234")]
    [TestCase("Proxy-Authorization", "Basic abcd1234", "abcd1234")]
    [TestCase("Cookie", "a=1; sid=abcd1234; b=2", "abcd1234")]
    [TestCase("X-Api-Key", "abcd1234", "abcd1234")]
    [TestCase("x-auth-token", "abcd1234", "abcd1234")]
    [TestCase("X-Client-Secret", "abcd1234", "abcd1234")]
    public void D22_secrets_of_the_headers_are_known(string name, string value, string secret) =>
        Assert.That(Requests.Build(Requests.To("http://a.test/") with { Headers = [new(name, value)] }).Mask.Apply($"<{secret}>"), Is.EqualTo("<***>"));

    [TestCase("""{"type":"bearer","token":"abcd1234"}""", "abcd1234")]
    [TestCase("""{"type":"basic","username":"joe","password":"abcd1234"}""", "abcd1234")]
    [TestCase("""{"type":"basic","username":"joe","password":"abcd1234"}""", "am9lOmFiY2QxMjM0")]
    [TestCase("""{"type":"apikey","name":"n","value":"abcd1234"}""", "abcd1234")]
    [TestCase("""{"type":"apikey","name":"n","value":"abcd1234","in":"query"}""", "abcd1234")]
    [TestCase("""{"type":"header","name":"X-Plain","value":"abcd1234"}""", "abcd1234")]
    public void D22_secrets_of_the_credentials_are_known(string auth, string secret)
    {
        var faults = new List<FieldFault>();
        var specification = Requests.To("http://a.test/") with { Auth = RequestAuth.ReadColumn(auth, faults) };

        Assert.That(Requests.Build(specification).Mask.Apply($"<{secret}>"), Is.EqualTo("<***>"));
    }

    [TestCase("http://a.test/?page=abcd1234")]
    [TestCase("http://a.test/?keyword=abcd1234")]
    [TestCase("http://a.test/?author=abcd1234")]
    public void D22_what_is_no_secret_stays_readable(string url) =>
        Assert.That(Requests.Build(Requests.To(url)).Mask.Apply("abcd1234 crun1"), Is.EqualTo("abcd1234 crun1"));
}
