using System.Text;
using System.Text.Encodings.Web;

namespace EasyCron.Worker.Http;

/// <summary>Knows the literal secrets of one request and takes them out of every text that leaves the worker, also when the target echoes them.</summary>
internal sealed class SecretMask
{
    /// <summary>What stands where a secret was.</summary>
    public const string Replacement = "***";

    /// <summary>Shorter values are left alone: masking every <c>a</c> would destroy the text and hide nothing.</summary>
    public const int ShortestSecret = 4;

    private readonly string[] _forms;

    /// <summary>Prepares the mask.</summary>
    /// <param name="secrets">The literal secrets; those shorter than <see cref="ShortestSecret"/> are ignored.</param>
    public SecretMask(IEnumerable<string> secrets)
    {
        _forms = [.. secrets.Where(secret => secret.Trim().Length >= ShortestSecret)
            .SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
    }

    /// <summary>A mask for a request without secrets.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>The length of the longest text masked, in characters; a cut text must be masked with that much more of it in sight.</summary>
    public int LongestForm => _forms.Length == 0 ? 0 : _forms[0].Length;

    /// <summary>Replaces every secret, in each spelling a target is likely to echo.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text without the secrets.</returns>
    public string Apply(string text)
    {
        foreach (string form in _forms)
        {
            // Percent escapes and entities may come back in either case; a secret of another case is masked with them, which does no harm.
            text = text.Replace(form, Replacement, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        string literal = secret.Trim();
        string json = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(literal);
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(literal));
        return
        [
            literal,
            Uri.EscapeDataString(literal),
            System.Net.WebUtility.UrlEncode(literal),
            System.Net.WebUtility.HtmlEncode(literal),
            HtmlEncoder.Default.Encode(literal),
            json,
            json.Replace("/", "\\/", StringComparison.Ordinal),
            JavaScriptEncoder.Default.Encode(literal),
            base64,
            base64.TrimEnd('='),
            base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        ];
    }
}
