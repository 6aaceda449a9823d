using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.BullMq.RedisTests.Hosting;

/// <summary>The sample is started as a stranger would, and does what it says.</summary>
public sealed class SampleTests : QueueTest
{
    private const string Sample = "samples/EasyCron.BullMq.Sample";

    [Test]
    public async Task The_sample_sends_mails_by_job_schedule_and_flow_and_stops_when_told()
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        await using var app = ChildProcess.Start(
            "dotnet", ["exec", Repository.File($"{Sample}/bin/{Repository.Configuration}/net10.0/EasyCron.BullMq.Sample.dll"), "--urls", address],
            new ChildProcessOptions
            {
                CleanEnvironment = true,
                Environment = new Dictionary<string, string?> { ["BullMq__Url"] = Server.Url, ["BullMq__Prefix"] = Prefix },
            });
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        await Eventually.BecomesAsync(() => StatusAsync(client, app), status => status == HttpStatusCode.OK);

        using var job = await client.PostAsJsonAsync("/mails", new { to = "ann@example.org", text = "Hello" });
        using var flow = await client.PostAsJsonAsync("/newsletters", new { to = new[] { "bob@example.org", "cid@example.org" }, text = "News" });

        var mail = await Eventually.BecomesAsync(() => client.GetFromJsonAsync<JsonElement>(job.Headers.Location), mail => mail.GetProperty("returnValue").ValueKind == JsonValueKind.Object);
        Assert.That(mail.GetProperty("data").GetProperty("text").GetString(), Is.EqualTo("Hello"));
        await Eventually.BecomesAsync(() => client.GetStringAsync(flow.Headers.Location), sent => sent == "2");
        await Eventually.BecomesAsync(() => client.GetStringAsync("/outbox"), sent => sent.Contains("All is well", StringComparison.Ordinal));

        app.Send(Signal.Terminate);
        Assert.That(await app.WaitForExitAsync(), Is.Zero);
    }

    [Test]
    public void The_sample_fits_on_a_screen_or_two() =>
        Assert.That(
            Directory.GetFiles(Repository.File(Sample), "*.cs").Sum(file => File.ReadLines(file).Count(line => !string.IsNullOrWhiteSpace(line))), Is.LessThan(80));

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, ChildProcess app)
    {
        try
        {
            Assert.That(app.HasExited, Is.False, () => app.Output.ToString());
            using var answer = await client.GetAsync("/health");
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
