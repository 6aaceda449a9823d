using System.Globalization;

namespace EasyCron.BullMq.Redis;

/// <summary>Reads the address of a Redis server from its URL form.</summary>
internal static class RedisUrl
{
    private const int DefaultPort = 6379;
    private const string Allowed = "Allowed: redis://[[user]:password@]host[:port][/database] or rediss://... for TLS; several cluster hosts separated by commas.";

    // What is found is not repeated in the errors: a slip in the punctuation makes a password look like a port or a database.
    public static QueueConnectionOptions Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? "" : url[..schemeEnd].ToLowerInvariant();
        if (scheme is not ("redis" or "rediss"))
        {
            throw new FormatException($"The Redis address must start with redis:// or rediss://, found {(scheme.Length == 0 ? "no scheme" : scheme + "://")}. {Allowed}");
        }

        var rest = url[(schemeEnd + 3)..];
        var queryStart = rest.IndexOfAny(['?', '#']);
        if (queryStart >= 0)
        {
            throw new FormatException($"The Redis address must not contain '{rest[queryStart]}'; in a password it is written {Uri.HexEscape(rest[queryStart])}. {Allowed}");
        }

        var slash = rest.IndexOf('/', rest.LastIndexOf('@') + 1);
        var database = slash < 0 ? 0 : ParseDatabase(rest[(slash + 1)..]);
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : ParseUserInfo(authority[..at]);
        return new QueueConnectionOptions
        {
            Endpoints = [.. authority[(at + 1)..].Split(',').Select(ParseEndpoint)],
            User = user,
            Password = password,
            Database = database,
            Tls = scheme == "rediss",
        };
    }

    private static (string? User, string? Password) ParseUserInfo(string userInfo)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(userInfo[(colon + 1)..]);
        if (user.Length > 0 && password.Length == 0)
        {
            throw new FormatException($"The Redis address has a user name without a password; a password alone is written with a colon before it. {Allowed}");
        }

        return (user.Length == 0 ? null : user, password.Length == 0 ? null : password);
    }

    private static int ParseDatabase(string text) => text.Length == 0
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database)
            ? database
            : throw new FormatException($"The Redis database must be a number. {Allowed}");

    private static string ParseEndpoint(string text)
    {
        // An IPv6 address stands in brackets, so the last colon outside them is the port's.
        var bracket = text.LastIndexOf(']');
        var colon = text.IndexOf(':', bracket + 1);
        var host = colon < 0 ? text : text[..colon];
        var portText = colon < 0 ? null : text[(colon + 1)..];
        if (host.Length == 0)
        {
            throw new FormatException($"The Redis address has no host. {Allowed}");
        }

        if (portText is null)
        {
            return $"{host}:{DefaultPort}";
        }

        return int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? $"{host}:{port}"
            : throw new FormatException($"The Redis port must be a number from 1 to 65535. {Allowed}");
    }
}
