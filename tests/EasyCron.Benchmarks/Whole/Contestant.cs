using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Processes;

namespace EasyCron.Benchmarks.Whole;

/// <summary>A worker process under measurement: ours from its published folder, or the brief's design in Node.</summary>
/// <param name="Name">The column's title.</param>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="IsReady">The line of its output that says it works, or null to ask its health port.</param>
public sealed record Contestant(string Name, string Program, string[] Arguments, string? IsReady)
{
    private static readonly HttpClient Client = new();

    /// <summary>EasyCron as <c>scripts/publish</c> leaves it.</summary>
    public static Contestant EasyCron { get; } = new("EasyCron", Repository.File("artifacts/bench-publish/EasyCron.Worker"), [], null);

    /// <summary>BullMQ 6.7.0, pg and fetch, as the brief sketches the worker.</summary>
    public static Contestant Reference { get; } = new("Node reference", "node", [Repository.File("tests/EasyCron.Interop.Tests/node/bench/reference.mjs")], "ready");

    public async Task<ChildProcess> StartAsync(Stage stage, params (string Name, string? Value)[] settings)
    {
        var port = FreePort.Next();
        var environment = new Dictionary<string, string?>(stage.Environment) { ["HEALTH_PORT"] = $"{port}" };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var process = ChildProcess.Start(Program, Arguments, new ChildProcessOptions { CleanEnvironment = true, Environment = environment });
        if (IsReady is { } line)
        {
            await process.WaitForLineAsync(line, TimeSpan.FromMinutes(10));
            return process;
        }

        while (!await AnswersAsync($"http://127.0.0.1:{port}/health/ready"))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{Name} ended before it was ready: {process.Output.Tail}");
            }

            // Not so often that answering becomes a part of what is measured.
            await Task.Delay(100);
        }

        return process;
    }

    private static async Task<bool> AnswersAsync(string url)
    {
        try
        {
            using var response = await Client.GetAsync(url);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
