using System.Text.Json;
using EasyCron.Worker.Http;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Notices;

/// <summary>The mail addresses of a job (<c>notificationRecipients</c>).</summary>
/// <param name="Addresses">Those that can be written to, none twice.</param>
/// <param name="Warnings">What was dropped, and why.</param>
internal sealed record MailRecipients(IReadOnlyList<string> Addresses, IReadOnlyList<FieldFault> Warnings)
{
    /// <summary>The most addresses of one job; Resend takes as many for one mail.</summary>
    public const int Most = 50;

    private const string Column = "notificationRecipients";

    /// <summary>Reads the column: a list of addresses, or a single one without a list; null and <c>[]</c> are none.</summary>
    public static MailRecipients Read(string? column)
    {
        var warnings = new List<FieldFault>();
        if (JsonColumn.Read(Column, column, warnings) is not { } json)
        {
            return new MailRecipients([], warnings);
        }

        var addresses = new List<string>();
        var (index, beyond) = (0, 0);
        foreach (var entry in json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : new[] { json })
        {
            var field = json.ValueKind == JsonValueKind.Array ? $"{Column}[{index++}]" : Column;
            if (entry.ValueKind != JsonValueKind.String)
            {
                warnings.Add(new FieldFault(field, $"is {JsonColumn.KindOf(entry)} where a mail address should be; it is left out"));
            }
            else if (!MailAddress.TryRead(entry.GetString(), out var address))
            {
                warnings.Add(new FieldFault(field, $"is {HttpToken.Quote(entry.GetString() ?? "")}, which is no mail address; it is left out"));
            }
            else if (addresses.Contains(address, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }
            else if (addresses.Count == Most)
            {
                beyond++;
            }
            else
            {
                addresses.Add(address);
            }
        }

        if (beyond > 0)
        {
            warnings.Add(new FieldFault(Column, $"holds more than {Most} addresses; the last {beyond} are left out"));
        }

        return new MailRecipients(addresses, warnings);
    }
}
