using System.Text.Json;
using System.Text.Json.Nodes;

namespace EasyCron.Interop.Peer;

/// <summary>A group of questions: method name to what answers it.</summary>
internal interface IQuestions
{
    IReadOnlyDictionary<string, Func<Question, Task<object?>>> All { get; }
}

/// <summary>Answers questions on standard input, one JSON text a line, side by side, until it ends.</summary>
internal static class JsonLines
{
    private static readonly Lock Writing = new();

    public static async Task AnswerAsync(params IReadOnlyList<IQuestions> groups)
    {
        var methods = groups.SelectMany(group => group.All).ToDictionary(StringComparer.Ordinal);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)?.AsObject() ?? throw new FormatException($"Not a question: {line}");
            _ = AnswerOneAsync(methods, (int?)message["id"] ?? 0, (string?)message["method"] ?? "", message["params"]?.AsObject() ?? []);
        }
    }

    private static async Task AnswerOneAsync(
        Dictionary<string, Func<Question, Task<object?>>> methods, int id, string method, JsonObject parameters)
    {
        // Whatever goes wrong is the answer: the test that asked decides whether it was meant to.
        try
        {
            var answer = methods.GetValueOrDefault(method)
                ?? throw new ArgumentException($"There is no method \"{method}\" here, only {string.Join(", ", methods.Keys)}.");
            Write(new { id, result = await answer(new Question(parameters)) });
        }
        catch (Exception e)
        {
            Write(new { id, error = $"{e.GetType().Name}: {e.Message}\n{e.StackTrace}" });
        }
    }

    private static void Write(object message)
    {
        var line = JsonSerializer.Serialize(message);
        lock (Writing)
        {
            Console.Out.WriteLine(line);
        }
    }
}
