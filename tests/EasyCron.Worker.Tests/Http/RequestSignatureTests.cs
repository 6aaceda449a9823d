using System.Text;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class RequestSignatureTests
{
    // The example of the Standard Webhooks libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Test]
    public void D18_the_published_example_is_reproduced() => Assert.That(Sign(Secret, Body), Is.EqualTo(
        new[] { ("webhook-id", Id), ("webhook-timestamp", "1614265330"), ("webhook-signature", Signature) }));

    [Test]
    public void D18_while_keys_are_exchanged_each_of_them_signs()
    {
        string both = Sign($"other {Secret}", Body)[2].Value;

        Assert.That(both, Is.EqualTo($"{Sign("other", Body)[2].Value} {Signature}"));
    }

    [Test]
    public void D18_a_key_without_prefix_is_its_own_bytes()
    {
        string encoded = Convert.ToBase64String("my plain text key"u8).TrimEnd();

        Assert.That(Sign("my-plain-text-key", Body), Is.EqualTo(Sign($"whsec_{Convert.ToBase64String("my-plain-text-key"u8)}", Body)));
        Assert.That(Sign($"whsec_{encoded}", Body), Is.Not.EqualTo(Sign("my-plain-text-key", Body)));
    }

    [Test]
    public void D18_a_request_without_body_is_signed_over_nothing() =>
        Assert.That(Sign(Secret, "")[2].Value, Is.Not.EqualTo(Signature).And.StartsWith("v1,"));

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("whsec_")]
    [TestCase("whsec_***")]
    [TestCase("good whsec_no!base64")]
    public void D18_a_key_that_cannot_be_read_is_an_error_without_the_key(string text)
    {
        bool parsed = RequestSignature.TryParse(text, out _, out string? error);

        Assert.Multiple(() =>
        {
            Assert.That(parsed, Is.False);
            Assert.That(error, Is.Not.Empty.And.Not.Contain("no!base64"));
        });
    }

    private static (string Name, string Value)[] Sign(string secret, string body)
    {
        Assert.That(RequestSignature.TryParse(secret, out var signature, out string? error), Is.True, error);
        return [.. signature!.Sign(Id, SentAt, Encoding.UTF8.GetBytes(body)).Select(header => (header.Name, header.Value))];
    }
}
