using System.Text.Json;
using System.Text.Json.Nodes;

namespace EasyCron.Interop.Peer;

/// <summary>The parameters of a question.</summary>
internal sealed class Question(JsonObject parameters)
{
    public string Prefix => Text("prefix");

    public string Queue => Text("queue");

    public JsonNode? this[string name] => parameters[name];

    public string Text(string name) => (string?)parameters[name] ?? throw new ArgumentException($"The question has no {name}.");

    public long? Number(string name) => (long?)parameters[name];

    public bool Flag(string name, bool whenAbsent = false) => (bool?)parameters[name] ?? whenAbsent;

    public TimeSpan? Millis(string name) => Number(name) is { } millis ? TimeSpan.FromMilliseconds(millis) : null;

    /// <summary>A value as a library user would hand it over; null where it is absent.</summary>
    public JsonElement? Json(string name) => parameters[name] is { } node ? JsonSerializer.SerializeToElement(node) : null;
}
