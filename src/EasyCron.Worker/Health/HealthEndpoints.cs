using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.Worker.Schedule;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EasyCron.Worker.Health;

/// <summary>The addresses orchestrators ask: alive, ready.</summary>
internal static partial class HealthEndpoints
{
    public const string Live = "live";
    public const string Ready = "ready";

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>: 200 or 503, with each check's state and words as JSON.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", Options(Live));
        app.MapHealthChecks("/health/ready", Options(Ready));
    }

    private static HealthCheckOptions Options(string tag) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = WriteAsync,
        AllowCachingResponses = false,
    };

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthAnswer(
            report.Status.ToString(),
            report.Entries.ToDictionary(entry => entry.Key, entry => new HealthAnswer.Check(entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data))),
        AnswerJson.Default.HealthAnswer,
        cancellationToken: context.RequestAborted);

    /// <summary>What the endpoints answer.</summary>
    private sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, HealthAnswer.Check> Checks)
    {
        public sealed record Check(string Status, string? Detail, IReadOnlyDictionary<string, object> Data);
    }

    // The answer, and what checks put into their data.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(HealthAnswer))]
    [JsonSerializable(typeof(bool))]
    [JsonSerializable(typeof(int))]
    [JsonSerializable(typeof(double))]
    [JsonSerializable(typeof(QuarantinedJob[]))]
    [JsonSerializable(typeof(Dictionary<string, long>))]
    [JsonSerializable(typeof(Dictionary<string, double>))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
