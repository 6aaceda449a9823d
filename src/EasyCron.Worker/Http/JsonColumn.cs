using System.Text.Json;

namespace EasyCron.Worker.Http;

/// <summary>
/// Reads a JSON column whose content the web app promised but nothing enforces: SQL NULL, JSON null, another type and junk all have a meaning.
/// </summary>
internal static class JsonColumn
{
    /// <summary>Reads the column's text.</summary>
    /// <param name="column">The column's name, for the fault.</param>
    /// <param name="text">The raw JSON text; null for SQL NULL.</param>
    /// <param name="faults">Takes a fault when the text is not JSON.</param>
    /// <returns>The value; null for SQL NULL, blank text, JSON null and for text that is not JSON.</returns>
    public static JsonElement? Read(string column, string? text, ICollection<FieldFault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            EnsureReadable(root);
            return root.ValueKind == JsonValueKind.Null ? null : root;
        }
        catch (JsonException exception)
        {
            faults.Add(new FieldFault(column, $"is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine})"));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new FieldFault(column, "holds half of a UTF-16 surrogate pair, which is not text"));
        }

        return null;
    }

    /// <summary>Reads a string, number, boolean or null as text, as a form field would show it.</summary>
    /// <param name="element">The value.</param>
    /// <returns>The text, empty for JSON null; null for an object or a list.</returns>
    public static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "",
        _ => null,
    };

    /// <summary>Names the kind of a value the way a person filling in JSON would.</summary>
    /// <param name="element">The value.</param>
    /// <returns>Such as <c>a list</c>.</returns>
    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    // The parser accepts "\ud800"; reading it throws. Reading everything once here spares every caller the question.
    private static void EnsureReadable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    EnsureReadable(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    EnsureReadable(property.Value);
                }

                break;
            default:
                break;
        }
    }
}
