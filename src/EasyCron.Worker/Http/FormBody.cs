using System.Text.Json;

namespace EasyCron.Worker.Http;

/// <summary>Writes a body as <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormBody
{
    private const string Column = "apiBody";

    /// <summary>
    /// Takes a JSON object, a JSON list of <c>{key, value, enabled?}</c>, or a ready <c>a=b&amp;c=d</c>, which is sent as it stands. A list as an object's value repeats the
    /// key; an object inside an object has no form spelling and is a fault.
    /// </summary>
    /// <param name="text">The body as the job has it.</param>
    /// <param name="faults">Takes the fault when it looks like JSON and cannot be written as a form.</param>
    /// <returns>The encoded form.</returns>
    public static string Encode(string text, ICollection<FieldFault> faults)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return text.Trim();
        }

        int before = faults.Count;
        if (JsonColumn.Read(Column, text, faults) is not { } json)
        {
            return "";
        }

        IEnumerable<KeyValueField> fields = json.ValueKind == JsonValueKind.Array
            ? KeyValueField.Read(Column, json, faults)
            : json.EnumerateObject().SelectMany(property => Fields(property, faults)).ToList();
        return faults.Count > before ? "" : string.Join('&', fields.Select(field => $"{Escape(field.Key)}={Escape(field.Value)}"));
    }

    private static IEnumerable<KeyValueField> Fields(JsonProperty property, ICollection<FieldFault> faults)
    {
        IEnumerable<JsonElement> values = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray() : [property.Value];
        foreach (var value in values)
        {
            if (JsonColumn.Text(value) is { } text)
            {
                yield return new KeyValueField(property.Name, text);
            }
            else
            {
                faults.Add(new FieldFault($"{Column}.{HttpToken.Name(property.Name)}", $"is {JsonColumn.KindOf(value)}; a form field holds a string, number or boolean"));
            }
        }
    }

    // The form encoding of the WHATWG URL standard writes a space as a plus sign.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
