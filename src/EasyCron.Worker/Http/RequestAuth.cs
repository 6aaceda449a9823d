using System.Text;
using System.Text.Json;

namespace EasyCron.Worker.Http;

/// <summary>How a request proves who sends it, as the column <c>apiAuth</c> says.</summary>
/// <param name="Name">The header's or query parameter's name.</param>
/// <param name="Value">What stands there on the wire.</param>
/// <param name="Secrets">The literal secrets inside, to be masked in every text that goes out.</param>
/// <param name="InQuery">Whether it travels as a query parameter instead of a header.</param>
internal sealed record RequestAuth(string Name, string Value, IReadOnlyList<string> Secrets, bool InQuery = false)
{
    private const string Column = "apiAuth";
    private const string Allowed = "bearer, basic, apikey, header and none are allowed";

    /// <summary>Makes HTTP basic credentials (RFC 7617, UTF-8).</summary>
    /// <param name="username">The user name, without a colon.</param>
    /// <param name="password">The password, possibly empty.</param>
    /// <returns>The Authorization header.</returns>
    public static RequestAuth Basic(string username, string password)
    {
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
        return new RequestAuth("Authorization", $"Basic {credentials}", [credentials, password.Length > 0 ? password : username]);
    }

    /// <summary>Reads the column.</summary>
    /// <param name="text">The raw JSON text; null for SQL NULL.</param>
    /// <param name="faults">Takes the fault when the kind is unknown or a part is missing.</param>
    /// <returns>The credentials; null when there are none or they cannot be used.</returns>
    public static RequestAuth? ReadColumn(string? text, ICollection<FieldFault> faults)
    {
        if (JsonColumn.Read(Column, text, faults) is not { } json || IsNone(json))
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FieldFault(Column, $"is {JsonColumn.KindOf(json)}; an object with \"type\" is allowed"));
            return null;
        }

        if (!json.TryGetProperty("type", out var type))
        {
            faults.Add(new FieldFault($"{Column}.type", $"is missing; {Allowed}"));
            return null;
        }

        return (JsonColumn.Text(type)?.Trim().ToLowerInvariant()) switch
        {
            "" or "none" => null,
            "bearer" => Bearer(json, faults),
            "basic" => Basic(json, faults),
            "apikey" => ApiKey(json, faults),
            "header" => Header(json, faults),
            _ => Unknown(type, faults),
        };
    }

    private static bool IsNone(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => !json.EnumerateObject().Any(),
        JsonValueKind.String => string.IsNullOrWhiteSpace(json.GetString())
            || string.Equals(json.GetString()!.Trim(), "none", StringComparison.OrdinalIgnoreCase), // not null: it is a string
        _ => false,
    };

    private static RequestAuth? Bearer(JsonElement json, ICollection<FieldFault> faults) =>
        Part(json, faults, "token") is { } token ? new RequestAuth("Authorization", $"Bearer {token}", [token]) : null;

    private static RequestAuth? Basic(JsonElement json, ICollection<FieldFault> faults)
    {
        string? username = Part(json, faults, "username");
        string? password = Part(json, faults, optional: true, "password");
        if (username is null || password is null)
        {
            return null;
        }

        if (username.Contains(':', StringComparison.Ordinal))
        {
            faults.Add(new FieldFault($"{Column}.username", "holds a colon, which HTTP basic authentication does not allow"));
            return null;
        }

        return Basic(username, password);
    }

    private static RequestAuth? ApiKey(JsonElement json, ICollection<FieldFault> faults)
    {
        string? name = Part(json, faults, "key", "name");
        string? value = Part(json, faults, "value");
        string? place = Part(json, faults, optional: true, "in", "addTo")?.Trim().ToLowerInvariant();
        if (name is null || value is null || place is null)
        {
            return null;
        }

        if (place is not ("" or "header" or "query"))
        {
            faults.Add(new FieldFault($"{Column}.in", $"is \"{place}\"; header and query are allowed"));
            return null;
        }

        return new RequestAuth(name.Trim(), value, [value], InQuery: place == "query");
    }

    private static RequestAuth? Header(JsonElement json, ICollection<FieldFault> faults)
    {
        string? name = Part(json, faults, "name", "key");
        string? value = Part(json, faults, "value");
        return name is null || value is null ? null : new RequestAuth(name.Trim(), value, [value]);
    }

    private static RequestAuth? Unknown(JsonElement type, ICollection<FieldFault> faults)
    {
        string found = JsonColumn.Text(type) is { } text ? $"\"{text}\"" : JsonColumn.KindOf(type);
        faults.Add(new FieldFault($"{Column}.type", $"is {found}; {Allowed}"));
        return null;
    }

    private static string? Part(JsonElement json, ICollection<FieldFault> faults, params ReadOnlySpan<string> names) => Part(json, faults, false, names);

    private static string? Part(JsonElement json, ICollection<FieldFault> faults, bool optional, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!json.TryGetProperty(name, out var part))
            {
                continue;
            }

            string? text = JsonColumn.Text(part);
            if (text is null)
            {
                faults.Add(new FieldFault($"{Column}.{name}", $"is {JsonColumn.KindOf(part)}; a string is allowed"));
                return null;
            }

            if (text.Length > 0 || optional)
            {
                return text;
            }
        }

        if (optional)
        {
            return "";
        }

        faults.Add(new FieldFault($"{Column}.{names[0]}", "is missing or empty"));
        return null;
    }
}
