using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>A job's address, ready to be sent: user information taken out, query parameters appended, no fragment.</summary>
/// <param name="Uri">The absolute http or https address.</param>
/// <param name="UserName">The user name the URL carried, decoded; null when it carried none.</param>
/// <param name="Password">The password the URL carried, decoded; empty when it carried none.</param>
internal sealed record RequestUrl(Uri Uri, string? UserName, string Password)
{
    private const string Column = "apiUrl";

    /// <summary>Reads <c>apiUrl</c> and appends query parameters to whatever query it has, percent-encoded, in their order.</summary>
    /// <param name="text">The column's value.</param>
    /// <param name="query">The parameters to append.</param>
    /// <param name="faults">Takes the fault when it is no http or https URL.</param>
    /// <returns>The address; null when it is at fault.</returns>
    public static RequestUrl? Read(string text, IEnumerable<KeyValueField> query, ICollection<FieldFault> faults)
    {
        string trimmed = text.Trim();
        if (trimmed.Any(char.IsControl))
        {
            faults.Add(new FieldFault(Column, "holds a control character such as a line break"));
            return null;
        }

        int fragment = trimmed.IndexOf('#', StringComparison.Ordinal);
        string address = AppendQuery(fragment < 0 ? trimmed : trimmed[..fragment], query);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            faults.Add(new FieldFault(Column, "is not an absolute URL; http://host/path or https://host/path is allowed"));
            return null;
        }

        if (Refusal(uri) is { } refusal)
        {
            faults.Add(new FieldFault(Column, refusal));
            return null;
        }

        return From(uri);
    }

    /// <summary>Says why an address can never be a target whatever it resolves to; also asked of every redirect.</summary>
    /// <param name="uri">The absolute address.</param>
    /// <returns>The reason, without any part of the address but its scheme; null when it may be tried.</returns>
    public static string? Refusal(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            return $"has the scheme {HttpToken.Quote(uri.Scheme)}; http and https are allowed";
        }

        return Uri.CheckHostName(uri.IdnHost) == UriHostNameType.Unknown || uri.IdnHost.Contains('%', StringComparison.Ordinal)
            ? "names a host that is neither a domain name nor an address"
            : null;
    }

    /// <summary>Splits an address that passed <see cref="Refusal"/>.</summary>
    /// <param name="uri">The absolute address.</param>
    /// <returns>The address without user information and fragment, and the user information.</returns>
    public static RequestUrl From(Uri uri)
    {
        if (uri.UserInfo.Length == 0 && uri.Fragment.Length == 0)
        {
            return new RequestUrl(uri, null, "");
        }

        int colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        string? user = uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
        string password = colon < 0 ? "" : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        var bare = new UriBuilder(uri) { UserName = "", Password = "", Fragment = "" }.Uri;
        return new RequestUrl(bare, user, password);
    }

    private static string AppendQuery(string address, IEnumerable<KeyValueField> query)
    {
        var built = new StringBuilder(address);
        char separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var parameter in query)
        {
            if (built.Length > 0 && built[^1] is not ('?' or '&'))
            {
                _ = built.Append(separator);
            }

            _ = built.Append(Uri.EscapeDataString(parameter.Key)).Append('=').Append(Uri.EscapeDataString(parameter.Value));
            separator = '&';
        }

        return built.ToString();
    }
}
