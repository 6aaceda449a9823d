using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EasyCron.Storage;

/// <summary>Takes an address in Prisma's form apart. Whatever is wrong with it, no message shows a secret.</summary>
internal sealed class DatabaseUrl(string? text, string variable)
{
    private const string Form = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?schema=public";
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    private readonly string _url = text?.Trim() ?? "";

    /// <summary>Reads the whole address.</summary>
    internal PostgresSettings Read()
    {
        var rest = AfterScheme();
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var tail = end < 0 ? "" : rest[end..];

        if (tail.Contains('#', StringComparison.Ordinal) || (tail.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at && !InQuery(tail, at)))
        {
            throw Refuse("it holds a '#', or a '@' after the host; in a user name, password or value write '/' as %2F, '?' as %3F, '#' as %23 and '@' as %40");
        }

        var question = tail.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? tail : tail[..question];
        var parameters = new DatabaseUrlParameters(question < 0 ? "" : tail[(question + 1)..], Refuse);

        var (user, password, server) = SplitAuthority(authority);
        var (host, port) = SplitServer(server);

        return parameters.ApplyTo(new PostgresSettings
        {
            Host = host,
            Port = port,
            DatabaseName = DatabaseName(path),
            User = user.Length > 0 ? user : Environment.UserName,
            Password = password,
        });
    }

    private string AfterScheme()
    {
        if (_url.Length == 0)
        {
            throw Refuse("it is empty");
        }

        foreach (var scheme in Schemes)
        {
            if (_url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return _url.Contains('\0', StringComparison.Ordinal) || _url.Contains("%00", StringComparison.Ordinal)
                    ? throw Refuse("it holds a NUL character")
                    : _url[scheme.Length..];
            }
        }

        throw Refuse(_url[0] is '"' or '\''
            ? "it begins with a quotation mark; leave the quotation marks out"
            : "it does not begin with postgresql:// or postgres://");
    }

    // A '@' is harmless in a parameter's value. It is not where the text before it could be the end of a password with an unescaped '?'.
    private static bool InQuery(string tail, int at) =>
        tail.IndexOf('?', StringComparison.Ordinal) is >= 0 and var question
        && question < at
        && tail.IndexOf('=', question) is >= 0 and var equals
        && equals < at;

    private static (string User, string? Password, string Server) SplitAuthority(string authority)
    {
        var at = authority.LastIndexOf('@');
        if (at < 0)
        {
            return ("", null, authority);
        }

        var login = authority[..at];
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Decode(login), null, authority[(at + 1)..])
            : (Decode(login[..colon]), Decode(login[(colon + 1)..]), authority[(at + 1)..]);
    }

    private (string Host, int Port) SplitServer(string server)
    {
        if (server.Contains(',', StringComparison.Ordinal))
        {
            throw Refuse("it names several hosts; name one");
        }

        if (server.StartsWith('['))
        {
            var close = server.IndexOf(']', StringComparison.Ordinal);
            var address = close < 0 ? "" : Decode(server[1..close]);
            var after = close < 0 ? "" : server[(close + 1)..];
            return IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 && (after.Length == 0 || after[0] == ':')
                ? (address, Port(after.Length == 0 ? "" : after[1..]))
                : throw Refuse("its host in [brackets] is not an IPv6 address");
        }

        var colon = server.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && server.IndexOf(':', colon + 1) >= 0)
        {
            throw Refuse("its host holds several ':'; write an IPv6 address in [brackets], and ':' in a user name or password as %3A");
        }

        return (Host(Decode(colon < 0 ? server : server[..colon])), Port(colon < 0 ? "" : server[(colon + 1)..]));
    }

    private string Host(string host)
    {
        if (host.Length == 0)
        {
            return "localhost";
        }

        return host[0] == '/' || host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')
            ? host
            : throw Refuse("its host holds a character that no host name has");
    }

    // The value found is not repeated: in "postgresql://user:secret" it is a password.
    private int Port(string port)
    {
        if (port.Length == 0)
        {
            return 5432;
        }

        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? number
            : throw Refuse("its port is not a whole number from 1 to 65535");
    }

    private string DatabaseName(string path)
    {
        var name = Decode(path.TrimStart('/'));
        return name.Length == 0
            ? throw Refuse("it names no database")
            : path.LastIndexOf('/') > 0 ? throw Refuse("its database name holds a '/'; write it as %2F") : name;
    }

    internal static string Decode(string text) => Uri.UnescapeDataString(text);

    private InvalidDatabaseUrlException Refuse(string problem) =>
        new($"{variable} cannot be used: {problem}. Found: {Masked()}. Allowed: {Form}, with {DatabaseUrlParameters.Allowed}.");

    /// <summary>The address with everything that may be a secret replaced: between the first ':' and the last '@', and in telling parameters.</summary>
    private string Masked()
    {
        var scheme = Schemes.FirstOrDefault(s => _url.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            return _url.Length == 0 ? "nothing" : $"a text of {_url.Length} characters";
        }

        var rest = _url[scheme.Length..];
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var at = rest.LastIndexOf('@');
        if (colon >= 0 && colon < at)
        {
            rest = $"{rest[..colon]}:***{rest[at..]}";
        }
        else if (at < 0 && colon >= 0 && !rest.StartsWith('['))
        {
            var end = rest.IndexOfAny(['/', '?', '#'], colon);
            rest = $"{rest[..colon]}:***{(end < 0 ? "" : rest[end..])}";
        }

        return scheme + DatabaseUrlParameters.MaskQuery(rest);
    }
}
