using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>Sends a mail by Resend: the one call of its API that is needed, as its own SDK makes it.</summary>
/// <param name="client">Its timeout bounds the call.</param>
/// <param name="settings">The key, the address and the sender.</param>
/// <param name="clock">For answers that name a date.</param>
internal sealed partial class ResendClient(HttpClient client, NoticeSettings settings, TimeProvider clock)
{
    private readonly Uri _emails = new($"{settings.ResendBaseUrl.ToString().TrimEnd('/')}/emails");

    /// <summary>Sends.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="idempotencyKey">Under the same key Resend sends one mail within 24 h, whatever is repeated. 1 to 256 characters.</param>
    /// <param name="cancellationToken">Breaks off; the mail may have been sent.</param>
    public async Task<Delivery> SendAsync(Mail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        (string, string)[] headers =
        [
            ("Authorization", $"Bearer {settings.ResendApiKey}"),
            ("Idempotency-Key", idempotencyKey),
            ("User-Agent", $"EasyCron/{ProductVersion.Current}"),
        ];
        var answer = await DeliveryPost.SendAsync(client, _emails, JsonSerializer.Serialize(mail, MailJson.Default.Mail), headers, clock, cancellationToken);
        return answer switch
        {
            { Status: 409 } when Field(answer.Text, "name") == "concurrent_idempotent_requests" => new Delivery.Later("an earlier try is still being worked on at Resend"),
            { Status: 409 } => new Delivery.Accepted("sent before under this key"),
            { Delivery: Delivery.Accepted } => new Delivery.Accepted($"Resend {Field(answer.Text, "id")}".TrimEnd()),
            _ => answer.Delivery,
        };
    }

    private static string? Field(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Mail))]
    private sealed partial class MailJson : JsonSerializerContext;
}

/// <summary>A mail as Resend's API takes it.</summary>
internal sealed record Mail
{
    /// <summary>The sender.</summary>
    [JsonPropertyName("from")]
    public required string From { get; init; }

    /// <summary>The recipients, at most 50.</summary>
    [JsonPropertyName("to")]
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>The subject.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>The HTML part.</summary>
    [JsonPropertyName("html")]
    public string? Html { get; init; }

    /// <summary>The text part.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    /// <summary>Further headers of the mail.</summary>
    [JsonPropertyName("headers")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
