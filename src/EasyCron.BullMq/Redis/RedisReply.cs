using System.Globalization;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>Reads a reply without exceptions for what may be absent.</summary>
internal static class RedisReply
{
    public static bool IsArray(RedisResult result) => result.Resp2Type == ResultType.Array;

    /// <summary>The items of an array; none for a null reply or a scalar.</summary>
    public static RedisResult[] Items(RedisResult result) =>
        IsArray(result) && !result.IsNull ? (RedisResult[]?)result ?? [] : [];

    /// <summary>The members of a sorted set with their scores, which a borrowed multiplexer that speaks RESP3 gives in pairs.</summary>
    public static IEnumerable<(string Member, long Score)> Scored(RedisResult result)
    {
        var items = Items(result);
        var flat = items.Length > 0 && IsArray(items[0]) ? [.. items.SelectMany(Items)] : items;
        for (var i = 0; i + 1 < flat.Length; i += 2)
        {
            yield return (Text(flat[i]) ?? "", Number(flat[i + 1]));
        }
    }

    /// <summary>The items of an array as texts.</summary>
    public static IReadOnlyList<string> Texts(RedisResult result) => [.. Items(result).Select(item => Text(item) ?? "")];

    /// <summary>Text, or null for a null reply.</summary>
    public static string? Text(RedisResult result) => result.IsNull ? null : (string?)result;

    /// <summary>The bytes of a text reply, without copying where the client allows it; empty for a null reply.</summary>
    public static byte[] Bytes(RedisResult result) => result.IsNull ? [] : (byte[]?)result ?? [];

    /// <summary>A whole number; 0 for a null reply. A fraction, which Redis prints for some scores, is cut off.</summary>
    public static long Number(RedisResult result)
    {
        if (result.IsNull)
        {
            return 0;
        }

        var value = (RedisValue)result;
        return value.IsInteger
            ? (long)value
            : (long)double.Parse((string?)value ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>A number of any kind, as Redis prints scores; 0 for a null reply.</summary>
    public static double Fraction(RedisResult result) => Text(result) switch
    {
        null => 0,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        { } text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>The first word of an error reply, for example <c>NOSCRIPT</c>.</summary>
    public static string Code(RedisServerException exception)
    {
        var space = exception.Message.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? exception.Message : exception.Message[..space];
    }
}
