using System.Net;
using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Health;

/// <summary>What <c>/health/ready</c> of a worker answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Checks">State and words of each check.</param>
internal sealed record Readiness(HttpStatusCode Status, IReadOnlyDictionary<string, ReadinessCheck> Checks)
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Asks once.</summary>
    public static async Task<Readiness> AskAsync(WorkerProcess worker)
    {
        using var response = await Client.GetAsync($"{worker.HealthUrl}/health/ready");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var checks = body.RootElement.GetProperty("checks").EnumerateObject().ToDictionary(
            check => check.Name, check => new ReadinessCheck(check.Value.GetProperty("status").GetString(), check.Value.GetProperty("detail").GetString()));
        return new Readiness(response.StatusCode, checks);
    }

    /// <summary>Waits until a check says so.</summary>
    public static Task<Readiness> BecomesAsync(WorkerProcess worker, string check, Func<Readiness, ReadinessCheck, bool> condition) =>
        Eventually.BecomesAsync(() => AskAsync(worker), answer => condition(answer, answer.Checks[check]), TimeSpan.FromMinutes(1));

    /// <summary>Waits until all is well.</summary>
    public static Task<Readiness> RecoversAsync(WorkerProcess worker) =>
        Eventually.BecomesAsync(() => AskAsync(worker), answer => answer.Status == HttpStatusCode.OK && answer.Checks.Values.All(check => check.Status == "Healthy"), TimeSpan.FromMinutes(1));

    /// <summary>Fetches a page as text.</summary>
    public static Task<string> PageAsync(WorkerProcess worker, string path) => Client.GetStringAsync(worker.HealthUrl + path);
}

/// <summary>One check.</summary>
internal sealed record ReadinessCheck(string? Status, string? Detail);
