using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>One process for each client library, shared by all tests: they answer the same questions in the same words.</summary>
internal static class Peers
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<AnsweringProcess>>> Running = new();

    /// <summary>Asks the client library of a name: <c>bullmq</c>, <c>bullmq5</c> or <see cref="Cast.DotNet"/>.</summary>
    public static async Task<JsonNode?> AskAsync(string peer, string method, object? parameters = null)
    {
        var process = await Running.GetOrAdd(peer, name => new Lazy<Task<AnsweringProcess>>(() => StartAsync(name))).Value;
        return await process.AskAsync(method, parameters, TimeSpan.FromMinutes(2));
    }

    /// <summary>Starts a client library in a process of its own, to be killed by the test that asked for it.</summary>
    public static async Task<AnsweringProcess> StartAsync(string peer)
    {
        var redis = await RedisServer.SharedAsync();
        var program = Repository.File($"tests/EasyCron.Interop.Peer/bin/{Repository.Configuration}/net10.0/EasyCron.Interop.Peer.dll");
        return peer == Cast.DotNet
            ? AnsweringProcess.Start("dotnet", ["exec", program, redis.Url])
            : await AnsweringProcess.StartNodeAsync("peer.mjs", null, peer, redis.Url);
    }

    /// <summary>Ends them all.</summary>
    public static async Task StopAsync()
    {
        foreach (var process in Running.Values)
        {
            await (await process.Value).DisposeAsync();
        }

        Running.Clear();
    }
}
