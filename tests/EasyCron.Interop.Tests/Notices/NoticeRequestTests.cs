using System.Text.Json;
using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Http;
using EasyCron.Testing.Processes;
using EasyCron.Worker.Http;
using EasyCron.Worker.Notices;
using EasyCron.Worker.Settings;

namespace EasyCron.Interop.Tests.Notices;

/// <summary>What notices send, beside what the libraries of their receivers send and take.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NoticeRequestTests
{
    private static readonly string Folder = Repository.File("tests/EasyCron.Interop.Tests/node");

    [OneTimeSetUp]
    public Task InstallPackagesAsync() => ChildProcess.RunAsync(Repository.File("scripts/node-packages"), [], deadline: TimeSpan.FromMinutes(5));

    [Test]
    public async Task The_request_to_Resend_is_that_of_its_own_SDK()
    {
        await using var resend = await FakeResend.StartAsync();
        var mail = new
        {
            from = "EasyCron <alerts@example.com>",
            to = new[] { "a@example.com" },
            subject = "Export – FAIL 🎉",
            html = "<p>\"grüße\" & more</p>",
            text = "\"grüße\"\n& more",
            headers = new Dictionary<string, string> { ["Auto-Submitted"] = "auto-generated" },
        };
        await RunNodeAsync("notices/send.mjs", new { apiKey = FakeResend.ApiKey, idempotencyKey = "run-1", mail }, ("RESEND_BASE_URL", resend.Url));
        using var http = NoticeServices.ResendHttp();
        var client = new ResendClient(http, new NoticeSettings { ResendApiKey = FakeResend.ApiKey, ResendBaseUrl = new Uri(resend.Url) }, TimeProvider.System);
        var sent = new Mail { From = mail.from, To = mail.to, Subject = mail.subject, Html = mail.html, Text = mail.text, Headers = mail.headers };
        Assert.That(await client.SendAsync(sent, "run-2", CancellationToken.None), Is.InstanceOf<Delivery.Accepted>());

        var (theirs, ours) = (resend.Requests[0], resend.Requests[1]);
        Assert.Multiple(() =>
        {
            Assert.That((ours.Method, ours.Target), Is.EqualTo((theirs.Method, theirs.Target)));
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(ours.Text), JsonNode.Parse(theirs.Text)), Is.True, () => $"ours: {ours.Text}\ntheirs: {theirs.Text}");
            foreach (var header in new[] { "Authorization", "Content-Type" })
            {
                Assert.That(ours.Header(header), Is.EqualTo(theirs.Header(header)), header);
            }

            Assert.That((theirs.Header("Idempotency-Key"), ours.Header("Idempotency-Key")), Is.EqualTo(("run-1", "run-2")));
        });
    }

    [Test]
    public async Task The_library_of_Standard_Webhooks_verifies_our_webhooks()
    {
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        await using var target = await HttpTarget.StartAsync();
        Assert.That(EgressAllowList.TryParse("127.0.0.1", out var allowed, out _), Is.True);
        Assert.That(RequestSignature.TryParse(Secret, out var signature, out _), Is.True);
        using var http = NoticeServices.GuardedHttp(new HttpSettings { EgressAllow = allowed! });
        var hooks = new HookClient(http, new NoticeSettings { WebhookUrl = new Uri($"{target.Url}/hook"), WebhookSignature = signature }, TimeProvider.System);
        var notice = new Notice { Channel = NoticeChannel.Webhook, Kind = "run", About = "job1", Body = """{"type":"run.failed","data":{"name":"grüße"}}""" };
        Assert.That(await hooks.SendAsync(notice, "run-1", CancellationToken.None), Is.InstanceOf<Delivery.Accepted>());

        var request = target.Requests.Single();
        var headers = new[] { "webhook-id", "webhook-timestamp", "webhook-signature" }.ToDictionary(name => name, request.Header);
        Assert.That((await RunNodeAsync("notices/verify.mjs", new { secret = Secret, headers, body = request.Text })).Trim(), Is.EqualTo("run.failed"));
    }

    private static async Task<string> RunNodeAsync(string program, object argument, params (string Name, string? Value)[] environment)
    {
        var options = new ChildProcessOptions { WorkingDirectory = Folder, Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value) };
        await using var node = ChildProcess.Start("node", [program, JsonSerializer.Serialize(argument)], options);
        node.Input.Close();
        var exitCode = await node.WaitForExitAsync(TimeSpan.FromMinutes(2));
        Assert.That(exitCode, Is.Zero, () => node.Output.Tail);
        return node.Output.Tail;
    }
}
