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

    /// <summary>Serializes a value as what it is declared to be, or as what it is where that is just an object.</summary>
    internal static byte[] Serialize<T>(T value, JsonSerializerOptions options) => value switch
    {
        null => "null"u8.ToArray(),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "null"u8.ToArray(),

        // By its own type, because a JsonSerializerContext need not know how to write a plain object.
        _ when typeof(T) == typeof(object) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options),
        _ => JsonSerializer.SerializeToUtf8Bytes(value, options),
    };
}
