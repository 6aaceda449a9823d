using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EasyCron.BullMq;

/// <summary>The JSON conventions shared with Node.</summary>
public static partial class QueueJson
{
    /// <summary>camelCase names, case-insensitive reading, text left readable, numbers also read from strings.</summary>
    /// <remarks>
    /// Where reflection is switched off for JSON, as it is by default in programs compiled ahead of time (Native AOT), these options know only text, numbers, flags,
    /// <see cref="JsonElement"/> and lists and dictionaries of text; types of your own need options with your <see cref="JsonSerializerContext"/> as resolver.
    /// </remarks>
    public static JsonSerializerOptions Default { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? ByReflection() : BuiltIn.Default,
    };

    /// <summary>Serializes a value as what it is declared to be, or as what it is where that is just an object.</summary>
    internal static byte[] Serialize<T>(T value, JsonSerializerOptions options) => value switch
    {
        null => "null"u8.ToArray(),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "null"u8.ToArray(),

        // By its own type, because a JsonSerializerContext need not know how to write a plain object.
        _ when typeof(T) == typeof(object) => JsonSerializer.SerializeToUtf8Bytes(value, Completed(options).GetTypeInfo(value.GetType())),
        _ => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>(options)),
    };

    internal static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options) => JsonSerializer.Deserialize(json, TypeInfo<T>(options));

    internal static T? Deserialize<T>(string json, JsonSerializerOptions options) => JsonSerializer.Deserialize(json, TypeInfo<T>(options));

    /// <exception cref="NotSupportedException">The options do not know the type.</exception>
    private static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)Completed(options).GetTypeInfo(typeof(T));

    // Options that were never used need not name a resolver; the serializer would give them its own, and so do we. Only options that can change no more keep what they found out.
    private static JsonSerializerOptions Completed(JsonSerializerOptions options)
    {
        if (!options.IsReadOnly)
        {
            lock (Default)
            {
                if (options.TypeInfoResolver is null)
                {
                    options.TypeInfoResolver = Default.TypeInfoResolver;
                }

                options.MakeReadOnly();
            }
        }

        return options;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Asked for only where reflection is switched on for JSON.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Asked for only where reflection is switched on for JSON.")]
    private static DefaultJsonTypeInfoResolver ByReflection() => new();

    [JsonSerializable(typeof(List<string>))]
    [JsonSerializable(typeof(Dictionary<string, string>))]
    [JsonSerializable(typeof(JsonElement))]
    [JsonSerializable(typeof(object))]
    [JsonSerializable(typeof(bool))]
    [JsonSerializable(typeof(int))]
    [JsonSerializable(typeof(long))]
    [JsonSerializable(typeof(double))]
    private sealed partial class BuiltIn : JsonSerializerContext;
}
