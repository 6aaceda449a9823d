using System.Text.Encodings.Web;
using System.Text.Json;

namespace EasyCron.BullMq;

/// <summary>The JSON conventions shared with Node.</summary>
public static class QueueJson
{
    /// <summary>camelCase names, case-insensitive reading, text left readable, numbers also read from strings.</summary>
    public static JsonSerializerOptions Default { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    internal static byte[] Serialize<T>(T value, JsonSerializerOptions options) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Undefined } => "null"u8.ToArray(),
        _ => JsonSerializer.SerializeToUtf8Bytes(value, options),
    };
}
