using System.Text.Json;

namespace EasyCron.Worker.Http;

/// <summary>One row of a key/value editor in the app: a query parameter, a header or a form field.</summary>
/// <param name="Key">The name, not blank.</param>
/// <param name="Value">The value as text, possibly empty.</param>
internal readonly record struct KeyValueField(string Key, string Value)
{
    /// <summary>Reads a column that holds such rows.</summary>
    /// <remarks>
    /// The app stores a list of <c>{key, value, enabled?}</c>; <c>name</c> is taken for <c>key</c>, and an object <c>{"a": "b"}</c> for a list. Rows with
    /// <c>enabled</c> false and rows left blank in the form are skipped. Values may be strings, numbers, booleans or null (empty).
    /// </remarks>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The raw JSON text; null for SQL NULL.</param>
    /// <param name="faults">Takes one fault for each row that cannot be read.</param>
    /// <returns>The rows that are switched on, in their order.</returns>
    public static IReadOnlyList<KeyValueField> ReadColumn(string column, string? text, ICollection<FieldFault> faults) =>
        JsonColumn.Read(column, text, faults) is { } json ? Read(column, json, faults) : [];

    /// <summary>Reads such rows from JSON that is already parsed.</summary>
    /// <param name="field">Where the JSON stands, for faults.</param>
    /// <param name="json">The list or object.</param>
    /// <param name="faults">Takes one fault for each row that cannot be read.</param>
    /// <returns>The rows that are switched on, in their order.</returns>
    public static IReadOnlyList<KeyValueField> Read(string field, JsonElement json, ICollection<FieldFault> faults)
    {
        var rows = new List<KeyValueField>();
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                int index = 0;
                foreach (var row in json.EnumerateArray())
                {
                    ReadRow($"{field}[{index++}]", row, rows, faults);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    Add($"{field}.{HttpToken.Name(property.Name)}", property.Name, property.Value, rows, faults);
                }

                break;
            case JsonValueKind.String when string.IsNullOrWhiteSpace(json.GetString()):
                break;
            default:
                faults.Add(new FieldFault(field, $"is {JsonColumn.KindOf(json)}; a list of {{\"key\", \"value\"}} is allowed"));
                break;
        }

        return rows;
    }

    private static void ReadRow(string field, JsonElement row, List<KeyValueField> rows, ICollection<FieldFault> faults)
    {
        if (row.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (row.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FieldFault(field, $"is {JsonColumn.KindOf(row)}; an object {{\"key\", \"value\"}} is allowed"));
            return;
        }

        if (row.TryGetProperty("enabled", out var enabled) && JsonColumn.Text(enabled) is "false" or "0")
        {
            return;
        }

        if (!row.TryGetProperty("key", out var key) && !row.TryGetProperty("name", out key))
        {
            key = default;
        }

        string? name = key.ValueKind == JsonValueKind.Undefined ? "" : JsonColumn.Text(key);
        if (name is null)
        {
            faults.Add(new FieldFault($"{field}.key", $"is {JsonColumn.KindOf(key)}; a string is allowed"));
            return;
        }

        Add(field, name, row.TryGetProperty("value", out var value) ? value : default, rows, faults);
    }

    private static void Add(string field, string name, JsonElement value, List<KeyValueField> rows, ICollection<FieldFault> faults)
    {
        string? text = value.ValueKind == JsonValueKind.Undefined ? "" : JsonColumn.Text(value);
        if (text is null)
        {
            faults.Add(new FieldFault($"{field}.value", $"is {JsonColumn.KindOf(value)}; a string, number or boolean is allowed"));
        }
        else if (!string.IsNullOrWhiteSpace(name))
        {
            rows.Add(new KeyValueField(name.Trim(), text));
        }
        else if (text.Length > 0)
        {
            faults.Add(new FieldFault($"{field}.key", "is empty although a value is given"));
        }
    }
}
