using System.Text.Json;
using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Processes;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>A queue as a client library shows it, in words both runtimes share.</summary>
internal static class WatcherView
{
    private static readonly string[] States = ["waiting", "prioritized", "delayed", "active", "waiting-children", "completed", "failed"];
    private static readonly string[] EventFields = ["event", "jobId", "name", "returnvalue", "failedReason", "data", "deduplicationId", "deduplicatedJobId"];

    /// <summary>Asks a watcher for all it can say, and ends its watch.</summary>
    public static async Task<string> OfAsync(string watcher, string prefix, string queue, JsonArray keys)
    {
        // Copied, for an answer is part of the message it came in.
        async Task<JsonNode?> Ask(string method, params (string Name, object? Value)[] parameters) => (await Peers.AskAsync(
            watcher, method, parameters.Append(("prefix", prefix)).Append(("queue", queue)).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2)))?.DeepClone();
        var view = new JsonObject
        {
            ["counts"] = Merged((await Ask("counts", ("states", States)))!.AsObject()),
            ["isPaused"] = await Ask("isPaused"),
            ["globalConcurrency"] = await Ask("getGlobalConcurrency"),
            ["globalRateLimit"] = await Ask("getGlobalRateLimit"),
            ["isMaxed"] = await Ask("isMaxed"),
            ["schedulers"] = await Ask("schedulers"),
            ["events"] = await EventsAsync(watcher, prefix, queue, keys),
        };
        foreach (var state in States)
        {
            var ids = (await Ask("jobs", ("state", state), ("start", 0), ("end", -1), ("asc", true)))!.AsArray();
            var jobs = new JsonArray();
            foreach (var id in ids.Select(id => (string)id!))
            {
                var job = await Ask("getJob", ("id", id)) ?? throw new InvalidOperationException($"{state} job {id} is gone.");
                job["state"] = await Ask("state", ("id", id));
                job["logs"] = await Ask("logs", ("id", id), ("start", 0), ("end", -1), ("asc", true));
                if (state is "completed" or "failed")
                {
                    job["end"] = await EndAsync(() => Ask("waitUntilFinished", ("id", id), ("ttl", 20_000)), (string?)job["failedReason"]);
                }

                jobs.Add(job);
            }

            view[state] = jobs;
        }

        await Ask("unwatch");
        return view.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    // Version 5 counts the waiting jobs of a paused queue apart.
    private static JsonObject Merged(JsonObject counts)
    {
        if (counts.Remove("paused", out var paused))
        {
            counts["waiting"] = (int)counts["waiting"]! + (int)paused!;
        }

        return counts;
    }

    private static async Task<JsonNode?> EndAsync(Func<Task<JsonNode?>> wait, string? reason)
    {
        try
        {
            return await wait();
        }
        catch (AnswerException e) when (reason is not null && e.Message.Contains(reason, StringComparison.Ordinal))
        {
            return "failed for that reason";
        }
    }

    private static async Task<JsonNode> EventsAsync(string watcher, string prefix, string queue, JsonArray keys)
    {
        var written = keys.Where(key => (string)key!["type"]! == "stream" && (string)key["key"]! == $"{prefix}:{queue}:events").Sum(key => key!["value"]!.AsArray().Count);
        if (written == 0)
        {
            // The stream went with the queue; how much was read of it before is chance.
            return new JsonArray();
        }

        var seen = await Eventually.BecomesAsync(
            async () => (await Peers.AskAsync(watcher, "seen", new { prefix, queue }))!.AsArray(), seen => seen.Count >= written, TimeSpan.FromSeconds(60));
        return new JsonArray([.. seen.Select(happened => Reduced(happened!.AsObject()))]);
    }

    private static JsonObject Reduced(JsonObject happened) =>
        new(EventFields.Where(happened.ContainsKey).Select(field => KeyValuePair.Create(field, happened[field]?.DeepClone())));
}
