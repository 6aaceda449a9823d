using System.Text.Json;

namespace EasyCron.Testing.Http;

/// <summary>A mail that <see cref="FakeResend"/> has sent.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The recipients.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Html">The HTML part, empty without one.</param>
/// <param name="Text">The text part, empty without one.</param>
public sealed record SentMail(string From, IReadOnlyList<string> To, string Subject, string Html, string Text)
{
    /// <summary>Gets the idempotency key it was sent under; null without one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Reads a request's body; null where it lacks what Resend demands.</summary>
    internal static SentMail? Read(JsonElement json)
    {
        var to = json.TryGetProperty("to", out var list)
            ? list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(one => one.GetString() ?? "").ToArray() : [list.GetString() ?? ""]
            : [];
        var mail = new SentMail(Field(json, "from"), to, Field(json, "subject"), Field(json, "html"), Field(json, "text"));
        return mail.From.Length == 0 || to.Length is 0 or > 50 || mail.Subject.Length == 0 || mail.Html.Length + mail.Text.Length == 0 ? null : mail;
    }

    private static string Field(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
