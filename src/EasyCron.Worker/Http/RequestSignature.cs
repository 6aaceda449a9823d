using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>Signs requests as Standard Webhooks v1 says: HMAC-SHA256 over <c>id.timestamp.body</c>, so that a target can tell ours from anybody's.</summary>
internal sealed class RequestSignature
{
    private const string Prefix = "whsec_";

    private readonly byte[][] _keys;

    private RequestSignature(byte[][] keys) => _keys = keys;

    /// <summary>Reads <c>SIGNING_SECRET</c>: one key, or several separated by spaces while keys are being exchanged; each signs.</summary>
    /// <param name="text">A key is <c>whsec_</c> and base64, or any other text, whose UTF-8 bytes are the key.</param>
    /// <param name="signature">The signer; null when the text is at fault.</param>
    /// <param name="error">What is wrong, without the secret; null when nothing is.</param>
    /// <returns>Whether the text is usable.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out RequestSignature? signature, [NotNullWhen(false)] out string? error)
    {
        signature = null;
        error = null;
        string[] secrets = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var keys = new List<byte[]>();
        foreach (string secret in secrets)
        {
            if (Key(secret) is { Length: > 0 } key)
            {
                keys.Add(key);
                continue;
            }

            error = $"key {keys.Count + 1} of {secrets.Length} starts with {Prefix} but base64 does not follow";
            return false;
        }

        if (keys.Count == 0)
        {
            error = "holds no key";
            return false;
        }

        signature = new RequestSignature([.. keys]);
        return true;
    }

    /// <summary>Makes the three headers for one message.</summary>
    /// <param name="id">The message's id, the same for every repetition of it: the run id.</param>
    /// <param name="sentAt">The time of this attempt.</param>
    /// <param name="body">The exact bytes that are sent; empty for none.</param>
    /// <returns>webhook-id, webhook-timestamp and webhook-signature.</returns>
    public IReadOnlyList<OutgoingHeader> Sign(string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        string timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        string signatures = string.Join(' ', _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, message))}"));
        return
        [
            new("webhook-id", id, Bound: true),
            new("webhook-timestamp", timestamp, Bound: true),
            new("webhook-signature", signatures, Bound: true),
        ];
    }

    private static byte[]? Key(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out int length) ? bytes[..length] : null;
    }
}
