using System.Net.Http.Headers;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>Finds out whether a body is text, and in which encoding; never fails, whatever the target claims.</summary>
internal static class ResponseText
{
    /// <summary>How many bytes tell text from binary.</summary>
    public const int SniffLength = 1024;

    private static readonly Encoding Utf8 = Encoding.UTF8;

    /// <summary>Finds the encoding: a byte order mark wins, then the declared charset, then UTF-8, also for a charset nobody knows.</summary>
    /// <param name="contentType">The Content-Type as received; null for none.</param>
    /// <param name="start">The first bytes of the body.</param>
    /// <returns>An encoding that puts U+FFFD where bytes make no character.</returns>
    public static Encoding EncodingOf(string? contentType, ReadOnlySpan<byte> start) => ByMark(start) ?? ByName(Charset(contentType)) ?? Utf8;

    /// <summary>Says whether the body is not for reading: not declared as text, and holding control characters near its start.</summary>
    /// <param name="contentType">The Content-Type as received; null for none.</param>
    /// <param name="start">The first bytes of the body.</param>
    /// <returns>True for binary.</returns>
    public static bool IsBinary(string? contentType, ReadOnlySpan<byte> start)
    {
        if (ByMark(start) is not null || Charset(contentType) is not null || (MediaType(contentType) is { } type && IsTextual(type)))
        {
            return false;
        }

        foreach (byte b in start[..Math.Min(start.Length, SniffLength)])
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or (byte)'\b' or 0x1b))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The media type without parameters, if it is one.</summary>
    /// <param name="contentType">The Content-Type as received.</param>
    /// <returns>Such as <c>image/png</c>; null when there is none or it is junk.</returns>
    public static string? MediaType(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType?.ToLowerInvariant() : null;

    /// <summary>Decodes a body, without its byte order mark. NUL becomes U+FFFD, because PostgreSQL stores no NUL in text.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <returns>Valid text.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        ReadOnlySpan<byte> mark = encoding.GetPreamble();
        var content = mark.Length > 0 && bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        return encoding.GetString(content).Replace('\0', '\ufffd');
    }

    /// <summary>The longest beginning of a text that fits, never ending within a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">The room in bytes of UTF-8.</param>
    /// <returns>The text itself where it fits.</returns>
    public static string Fit(string text, int maxBytes)
    {
        if (Utf8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        int bytes = 0;
        int length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static bool IsTextual(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal)
        || mediaType.EndsWith("+json", StringComparison.Ordinal)
        || mediaType.EndsWith("+xml", StringComparison.Ordinal)
        || mediaType is "application/json" or "application/xml" or "application/javascript" or "application/x-www-form-urlencoded" or "application/x-ndjson" or "application/yaml";

    private static string? Charset(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.CharSet?.Trim('"', '\'', ' ').ToLowerInvariant() : null;

    // UTF-32's mark begins with UTF-16's.
    private static Encoding? ByMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xef, 0xbb, 0xbf, ..] => Utf8,
        [0xff, 0xfe, 0x00, 0x00, ..] => Encoding.UTF32,
        [0xff, 0xfe, ..] => Encoding.Unicode,
        [0xfe, 0xff, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Encoding? ByName(string? charset)
    {
        if (charset is null or "utf8" or "ascii" or "us-ascii")
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\ufffd"))
                ?? Encoding.GetEncoding(charset);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null; // unknown, or UTF-7, which .NET rightly no longer reads
        }
    }
}
