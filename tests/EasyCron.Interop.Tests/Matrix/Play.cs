using System.Text.Json.Nodes;
using EasyCron.Testing;
using EasyCron.Testing.Redis;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>One feature, played by one cast on a key space of its own.</summary>
internal sealed class Play(Feature feature, Cast cast, string prefix)
{
    private const string Queue = "q";
    private static readonly string[] States = ["waiting", "prioritized", "delayed", "active", "waiting-children", "completed", "failed"];
    private readonly List<(string Role, JsonObject Question)> _workers = [];

    /// <summary>Plays a feature to its end.</summary>
    /// <param name="feature">What is done.</param>
    /// <param name="cast">Who does it.</param>
    /// <param name="watchers">Who looks at it, while it happens and afterwards.</param>
    /// <param name="without">Events and fields that are not compared.</param>
    public static async Task<PlayResult> RunAsync(Feature feature, Cast cast, IReadOnlyList<string> watchers, params IReadOnlyList<string> without)
    {
        var play = new Play(feature, cast, (await RedisServer.SharedAsync()).FreePrefix());
        await Task.WhenAll(watchers.Select(watcher => Peers.AskAsync(watcher, "watch", play.Question())));
        var began = TimeProvider.System.GetUtcNow();
        var answers = await play.PerformAsync();
        var keys = (JsonArray)(await Peers.AskAsync("bullmq", "keys", new { prefix = play.Prefix }))!;
        var image = new KeyImage(play.Prefix, began, feature, without);
        var lines = answers.Select((answer, i) => $"answer {i + 1} {image.Normal(answer)}").Concat(image.Lines(keys));
        var views = await Task.WhenAll(watchers.Select(watcher => WatcherView.OfAsync(watcher, play.Prefix, Queue, keys)));
        return new PlayResult([.. lines], views);
    }

    private string Prefix => prefix;

    private JsonObject Question(JsonNode? parameters = null)
    {
        var question = parameters?.DeepClone().AsObject() ?? [];
        question["prefix"] = prefix;
        question["queue"] ??= Queue;
        return question;
    }

    private async Task<List<string>> PerformAsync()
    {
        var answers = new List<string>();
        foreach (var step in feature.Steps)
        {
            if ((string?)step[0] == "until")
            {
                await WaitForAsync(step[1]!.AsObject().ToDictionary(state => state.Key, state => (int)state.Value!));
                continue;
            }

            answers.Add(await PerformAsync((string)step[0]!, (string)step[1]!, Question(step[2])));
        }

        await WaitForAsync(feature.Ends);
        foreach (var (role, question) in _workers)
        {
            await Peers.AskAsync(role, "stopWorker", question);
        }

        return answers;
    }

    private async Task<string> PerformAsync(string role, string method, JsonObject question)
    {
        var peer = role == "adder" ? cast.Adder : cast.Worker;
        if (method == "startWorker")
        {
            // Named alike, so that what names the worker is comparable.
            var opts = question["opts"]?.AsObject() ?? [];
            opts["name"] = "w";
            question["opts"] = opts.DeepClone();
            _workers.Add((peer, question));
        }

        return (await Peers.AskAsync(peer, method, question))?.ToJsonString() ?? "null";
    }

    private async Task WaitForAsync(IReadOnlyDictionary<string, int> wanted)
    {
        var question = Question();
        question["states"] = new JsonArray([.. States.Select(state => JsonValue.Create(state))]);
        var text = Text(wanted);
        try
        {
            await Eventually.BecomesAsync(
                async () => Text((await Peers.AskAsync(cast.Adder, "counts", question))!.AsObject().ToDictionary(count => count.Key, count => (int)count.Value!)),
                counts => counts == text,
                TimeSpan.FromSeconds(60),
                wanted: text);
        }
        catch (TimeoutException e)
        {
            var keys = await Peers.AskAsync("bullmq", "keys", new { prefix });
            throw new TimeoutException($"{cast} add and work: {e.Message}\nIn Redis: {keys?.ToJsonString()}", e);
        }
    }

    // Version 5 counts the waiting jobs of a paused queue apart.
    private static string Text(IReadOnlyDictionary<string, int> counts) => string.Join(
        ", ",
        counts.GroupBy(count => count.Key == "paused" ? "waiting" : count.Key, count => count.Value)
            .Select(state => (State: state.Key, Count: state.Sum()))
            .Where(state => state.Count > 0)
            .OrderBy(state => state.State, StringComparer.Ordinal)
            .Select(state => $"{state.State} {state.Count}"));
}

/// <summary>What came of a play.</summary>
/// <param name="Lines">The answers and all that is left in Redis, comparable line by line.</param>
/// <param name="Views">What each watcher saw.</param>
internal sealed record PlayResult(IReadOnlyList<string> Lines, IReadOnlyList<string> Views);
