using System.Text.Json.Nodes;
using EasyCron.Testing.Processes;

namespace EasyCron.Interop.Tests.EndToEnd;

/// <summary>The web app that uses the worker, played by <c>node/app.mjs</c> on real BullMQ and Prisma clients.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private const string Queue = "jobs";
    private readonly AnsweringProcess _process;
    private readonly string _prefix;

    private WebApp(AnsweringProcess process, string prefix)
    {
        _process = process;
        _prefix = prefix;
    }

    public static async Task<WebApp> StartAsync(string package, string redisUrl, string databaseUrl, string prefix) =>
        new(await AnsweringProcess.StartNodeAsync("app.mjs", null, package, redisUrl, databaseUrl), prefix);

    /// <summary>Adds a queue job and answers its id.</summary>
    public async Task<string> EnqueueAsync(object data, object? opts = null, string name = "execute-now") =>
        Text(await AskAsync("add", ("name", name), ("data", data), ("opts", opts)), "id");

    /// <summary>Waits for the end of a queue job as the app does, and answers its return value.</summary>
    public Task<JsonNode?> WaitUntilFinishedAsync(string id) => AskAsync("waitUntilFinished", ("id", id), ("ttl", 60_000));

    /// <summary>Reads the rows of a job's runs, oldest first, through Prisma.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunsAsync(string jobId) => Items(await AskAsync("runs", ("jobId", jobId)));

    /// <summary>Lists the schedulers of the queue that belong to a job.</summary>
    public async Task<IReadOnlyList<JsonNode>> SchedulersAsync(string jobId) =>
        [.. Items(await AskAsync("schedulers")).Where(scheduler => Text(scheduler, "id") == jobId)];

    /// <summary>Asks anything, of the queue <c>jobs</c> where nothing else is said.</summary>
    public Task<JsonNode?> AskAsync(string method, params (string Name, object? Value)[] parameters)
    {
        var question = new Dictionary<string, object?> { ["prefix"] = _prefix, ["queue"] = Queue };
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                question[name] = value;
            }
        }

        return _process.AskAsync(method, question, TimeSpan.FromSeconds(90));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    internal static string Text(JsonNode? node, string field) =>
        node?[field]?.ToString() ?? throw new InvalidOperationException($"There is no {field} in {node?.ToJsonString() ?? "null"}.");

    internal static IReadOnlyList<JsonNode> Items(JsonNode? list) => [.. (list as JsonArray ?? []).OfType<JsonNode>()];
}
