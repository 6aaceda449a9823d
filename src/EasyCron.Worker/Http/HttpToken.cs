using System.Buffers;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>RFC 9110's <c>token</c>: what a method or a header name may be made of.</summary>
internal static class HttpToken
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Says whether the text is a token.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True for one or more token characters and nothing else.</returns>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>Makes a wrong name fit for an error text: control characters shown as escapes, at most 60 characters.</summary>
    /// <param name="text">The name as found.</param>
    /// <returns>The name in double quotes.</returns>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text)
        {
            _ = char.IsControl(c) || char.IsSurrogate(c) ? quoted.Append("\\u").Append(((int)c).ToString("x4")) : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
