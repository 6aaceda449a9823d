using System.Text.Json;
using System.Text.Json.Nodes;

namespace EasyCron.Testing.Processes;

/// <summary>Something that a program told by itself.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Data">The particulars.</param>
public sealed record ProcessEvent(string Name, JsonNode? Data);

/// <summary>A program answered with an error.</summary>
/// <param name="message">The error as the program told it, its stack included where it sent one.</param>
public sealed class AnswerException(string message) : Exception(message);

/// <summary>A line of a program's standard output that is an answer or an event.</summary>
internal sealed record ProcessMessage(int Id, string? Event, string? Error, JsonNode? Data)
{
    /// <summary>Reads a line; null for one that says something else.</summary>
    public static ProcessMessage? TryParse(string line)
    {
        try
        {
            return JsonNode.Parse(line) switch
            {
                JsonObject tale when tale["event"] is JsonValue name => new ProcessMessage(0, name.GetValue<string>(), null, tale["data"]),
                JsonObject answer when answer["id"] is JsonValue id =>
                    new ProcessMessage(id.GetValue<int>(), null, answer["error"]?.ToString(), answer["result"]),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
