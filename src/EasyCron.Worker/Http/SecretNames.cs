using System.Buffers;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>Tells by its name whether a header or a query parameter holds a secret.</summary>
/// <remarks>Wide on purpose: masking a harmless value costs a reader one word, missing a secret costs its owner the account.</remarks>
internal static class SecretNames
{
    private static readonly SearchValues<string> Parts = SearchValues.Create(
        ["token", "secret", "key", "password", "passwd", "passphrase", "pwd", "auth", "cookie", "credential", "signature", "session", "jwt", "bearer"],
        StringComparison.Ordinal);

    private static readonly string[] Exact = ["sig", "sid", "pass", "pin", "code", "otp"];

    private static readonly string[] Harmless =
        ["idempotencykey", "keyword", "keywords", "sortkey", "cachekey", "partitionkey", "author", "authors", "authorid"];

    /// <summary>Says whether values under this name are secrets: <c>X-Api-Key</c>, <c>access_token</c>, <c>Cookie</c>; not <c>Idempotency-Key</c>.</summary>
    /// <param name="name">A header's or parameter's name.</param>
    /// <returns>True when its value must not appear in any text.</returns>
    public static bool IsSecret(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                _ = plain.Append(char.ToLowerInvariant(c));
            }
        }

        string folded = plain.ToString();
        return !Harmless.Contains(folded) && (Exact.Contains(folded) || folded.AsSpan().ContainsAny(Parts));
    }
}
