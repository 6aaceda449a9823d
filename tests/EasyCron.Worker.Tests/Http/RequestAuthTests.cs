using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class RequestAuthTests
{
    [TestCase(null)]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("\"none\"")]
    [TestCase("""{"type":"none"}""")]
    [TestCase("""{"type":"None","token":"x"}""")]
    [TestCase("""{"type":null}""")]
    [TestCase("""{"type":""}""")]
    public void D17_nothing_is_sent_without_credentials(string? json)
    {
        var faults = new List<FieldFault>();

        Assert.Multiple(() =>
        {
            Assert.That(RequestAuth.ReadColumn(json, faults), Is.Null);
            Assert.That(faults, Is.Empty);
        });
    }

    [TestCase("""{"type":"bearer","token":"abc"}""", "Authorization", "Bearer abc", false)]
    [TestCase("""{"type":" BEARER ","token":"abc"}""", "Authorization", "Bearer abc", false)]
    [TestCase("""{"type":"basic","username":"Aladdin","password":"open sesame"}""", "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", false, Description = "RFC 7617's own example")]
    [TestCase("""{"type":"basic","username":"u"}""", "Authorization", "Basic dTo=", false)]
    [TestCase("""{"type":"basic","username":"test","password":"123\u00a3"}""", "Authorization", "Basic dGVzdDoxMjPCow==", false, Description = "RFC 7617, UTF-8")]
    [TestCase("""{"type":"apikey","key":"X-Key","value":"v"}""", "X-Key", "v", false)]
    [TestCase("""{"type":"apiKey","name":"X-Key","value":"v","in":"header"}""", "X-Key", "v", false)]
    [TestCase("""{"type":"apikey","key":"k","value":"v","in":"query"}""", "k", "v", true)]
    [TestCase("""{"type":"apikey","key":"k","value":"v","addTo":"Query"}""", "k", "v", true)]
    [TestCase("""{"type":"apikey","key":"k","value":12345}""", "k", "12345", false)]
    [TestCase("""{"type":"header","name":"X-A","value":"v"}""", "X-A", "v", false)]
    public void D17_each_kind_gives_its_header_or_parameter(string json, string name, string value, bool inQuery)
    {
        var faults = new List<FieldFault>();

        RequestAuth? auth = RequestAuth.ReadColumn(json, faults);

        Assert.Multiple(() =>
        {
            Assert.That(faults, Is.Empty);
            Assert.That((auth?.Name, auth?.Value, auth?.InQuery), Is.EqualTo((name, value, (bool?)inQuery)));
        });
    }

    [TestCase("""{"type":"digest","username":"u"}""", "apiAuth.type")]
    [TestCase("""{"type":7}""", "apiAuth.type")]
    [TestCase("""{"type":{}}""", "apiAuth.type")]
    [TestCase("""{"token":"abc"}""", "apiAuth.type")]
    [TestCase("""{"type":"bearer"}""", "apiAuth.token")]
    [TestCase("""{"type":"bearer","token":""}""", "apiAuth.token")]
    [TestCase("""{"type":"bearer","token":["a"]}""", "apiAuth.token")]
    [TestCase("""{"type":"basic","password":"p"}""", "apiAuth.username")]
    [TestCase("""{"type":"basic","username":"a:b","password":"p"}""", "apiAuth.username")]
    [TestCase("""{"type":"apikey","value":"v"}""", "apiAuth.key")]
    [TestCase("""{"type":"apikey","key":"k"}""", "apiAuth.value")]
    [TestCase("""{"type":"apikey","key":"k","value":"v","in":"cookie"}""", "apiAuth.in")]
    [TestCase("""{"type":"header","value":"v"}""", "apiAuth.name")]
    [TestCase("[]", "apiAuth")]
    [TestCase("\"bearer\"", "apiAuth")]
    [TestCase("5", "apiAuth")]
    [TestCase("{", "apiAuth")]
    public void D17_unknown_or_incomplete_credentials_are_a_fault_that_names_the_field(string json, string field)
    {
        var faults = new List<FieldFault>();

        Assert.Multiple(() =>
        {
            Assert.That(RequestAuth.ReadColumn(json, faults), Is.Null);
            Assert.That(faults.Select(fault => fault.Field), Is.EqualTo(new[] { field }));
        });
    }
}
