using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>All keys of a queue as lines that two plays can share: only what differs from run to run is taken out.</summary>
/// <param name="prefix">The prefix of the play.</param>
/// <param name="began">When the play began: a time near it is not compared, any other is.</param>
/// <param name="feature">What was played.</param>
/// <param name="without">Names of events and of fields to leave out.</param>
internal sealed partial class KeyImage(string prefix, DateTimeOffset began, Feature feature, params IReadOnlyList<string> without)
{
    // Their presence depends on the instant a worker was stopped: a mark to wake up one, a turn taken to look for stalled jobs, an open window
    // of a rate limit.
    private static readonly string[] Fleeting = ["marker", "stalled-check", "limiter"];

    private readonly IReadOnlyList<string> _random = feature.Random ?? [];
    private readonly long _earliest = began.AddMinutes(-1).ToUnixTimeMilliseconds();
    private readonly long _latest = began.AddMinutes(10).ToUnixTimeMilliseconds();

    /// <summary>The lines, in the order of the keys; events follow job by job, for those of different jobs may happen in any order.</summary>
    public IEnumerable<string> Lines(JsonArray keys)
    {
        foreach (var entry in keys.Select(entry => entry!.AsObject()))
        {
            var key = Normal((string)entry["key"]!);
            var lines = Fleeting.Any(name => key.EndsWith(":" + name, StringComparison.Ordinal)) ? [] : (string)entry["type"]! switch
            {
                // What a client calls itself in "meta" is its own affair.
                "hash" => entry["value"]!.AsObject().Where(field => field.Key != "version" && !without.Contains(field.Key)).Select(field => $"{Normal(field.Key)} = {Field(field.Key, (string)field.Value!)}").Order(StringComparer.Ordinal),
                // Jobs that finished in the same millisecond stand in the order of their ids.
                "zset" when key.EndsWith(":completed", StringComparison.Ordinal) || key.EndsWith(":failed", StringComparison.Ordinal) =>
                    Scored(entry["value"]!.AsArray()).Order(StringComparer.Ordinal),
                "zset" => Scored(entry["value"]!.AsArray()).Select((item, i) => $"[{i}] {item}"),
                "stream" => EventLines(entry["value"]!.AsArray()),
                "string" => [Normal((string)entry["value"]!)],
                _ => entry["value"]!.AsArray().Select((item, i) => $"[{i}] {Normal((string)item!)}"),
            };
            foreach (var line in lines)
            {
                yield return $"{key} {line}";
            }

            if ((long)entry["ttl"]! >= 0 && !Fleeting.Any(name => key.EndsWith(":" + name, StringComparison.Ordinal)))
            {
                yield return $"{key} expires";
            }
        }
    }

    /// <summary>A text without the prefix and the times of this play.</summary>
    public string Normal(string text) => LongNumber().Replace(text.Replace(prefix, "PREFIX", StringComparison.Ordinal), number => Time(number.Value));

    private string Field(string name, string value) => name switch
    {
        _ when _random.Contains(name) => "<random>",
        // Frames of two runtimes have nothing in common but their number.
        "stacktrace" => $"{JsonSerializer.Deserialize<string[]>(value)?.Length} traces",
        // Members of an object have no order.
        _ when value.StartsWith('{') && JsonNode.Parse(value) is JsonObject form => Normal(Sorted(form).ToJsonString()),
        _ => Normal(value),
    };

    private JsonObject Sorted(JsonObject form) => new(form.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(
        member.Key, _random.Contains(member.Key) ? JsonValue.Create("<random>") : member.Value is JsonObject inner ? Sorted(inner) : member.Value?.DeepClone())));

    private IEnumerable<string> Scored(JsonArray pairs)
    {
        for (var i = 0; i < pairs.Count; i += 2)
        {
            yield return $"{Normal((string)pairs[i]!)} at {Normal((string)pairs[i + 1]!)}";
        }
    }

    private IEnumerable<string> EventLines(JsonArray entries)
    {
        var events = entries
            .Select(entry => entry!.AsArray().Select(text => (string)text!).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]))
            .Where(fields => !without.Contains(fields["event"]) && !_random.Contains(fields["event"]))
            .ToList();
        foreach (var ofJob in events.GroupBy(fields => Normal(fields.GetValueOrDefault("jobId", "-"))).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var told = ofJob.Select(fields => string.Join(' ', fields.OrderBy(field => field.Key).Select(field => $"{field.Key}={Field(field.Key, field.Value)}")));
            // How often a queue ran empty in between is chance.
            yield return $"of {ofJob.Key}: {string.Join(" | ", ofJob.Key == "-" ? told.Distinct() : told)}";
        }

        if (feature.InOrder)
        {
            yield return $"in order: {string.Join(' ', events.Where(fields => fields["event"] == "active").Select(fields => Normal(fields["jobId"])))}";
        }
    }

    // Delayed jobs are scored with their time × 4096 and a running number.
    private string Time(string digits) =>
        !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? digits
        : IsNear(number) ? "<time>"
        : IsNear(number / 4096) ? "<time × 4096>"
        : digits;

    private bool IsNear(long millis) => millis >= _earliest && millis <= _latest;

    [GeneratedRegex(@"(?<![\d.])\d{13,16}(?![\d.])")]
    private static partial Regex LongNumber();
}
