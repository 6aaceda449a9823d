using System.Globalization;
using Npgsql;

namespace EasyCron.Storage;

/// <summary>
/// The parameters behind the '?' of a database address: those of Prisma's own engine, and those that node-postgres and libpq
/// know for TLS. The names are Prisma's; a name given twice counts as last written; a '+' in a value is a blank.
/// </summary>
internal sealed class DatabaseUrlParameters
{
    internal const string Allowed =
        "the parameters schema, connection_limit, pool_timeout, connect_timeout, socket_timeout, max_connection_lifetime, max_idle_connection_lifetime, "
        + "pgbouncer, statement_cache_size, application_name, options, host, sslmode, sslaccept, sslcert, sslkey, sslrootcert, sslidentity, sslpassword and channel_binding";

    // The driver keeps its clocks for opening in whole seconds up to this many.
    private const int LongestOpenSeconds = 1024;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];
    private readonly Func<string, InvalidDatabaseUrlException> _refuse;

    internal DatabaseUrlParameters(string query, Func<string, InvalidDatabaseUrlException> refuse)
    {
        _refuse = refuse;
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (_values.TryAdd(name, ""))
            {
                _order.Add(name);
            }

            _values[name] = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }
    }

    internal PostgresSettings ApplyTo(PostgresSettings settings)
    {
        var pgBouncer = Flag("pgbouncer");
        var connect = Seconds("connect_timeout", LongestOpenSeconds);
        var pool = Seconds("pool_timeout", LongestOpenSeconds);
        var statements = Number("statement_cache_size", 0, 10_000);
        var applied = settings with
        {
            Host = Text("host") ?? settings.Host,
            Schema = Text("schema") ?? settings.Schema,
            PoolSize = Number("connection_limit", 1, 1000) ?? settings.PoolSize,
            OpenTimeout = Longer(connect, pool) ?? settings.OpenTimeout,
            CommandTimeout = Seconds("socket_timeout", int.MaxValue / 1000) ?? settings.CommandTimeout,
            IdleLifetime = Seconds("max_idle_connection_lifetime", int.MaxValue) ?? settings.IdleLifetime,
            ConnectionLifetime = Seconds("max_connection_lifetime", int.MaxValue) ?? settings.ConnectionLifetime,
            PgBouncer = pgBouncer,
            StatementCacheSize = pgBouncer ? 0 : statements ?? settings.StatementCacheSize,
            ApplicationName = Text("application_name") ?? settings.ApplicationName,
            Options = Text("options") ?? settings.Options,
            Tls = Tls(),
        };
        return applied with { IgnoredParameters = [.. _order.Where(_values.ContainsKey)] };
    }

    /// <summary>Hides the values of parameters that hold a password.</summary>
    internal static string MaskQuery(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
        {
            return text;
        }

        var pairs = text[(question + 1)..].Split('&').Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals >= 0 && Uri.UnescapeDataString(pair[..equals]).Contains("pass", StringComparison.OrdinalIgnoreCase) ? pair[..equals] + "=***" : pair;
        });
        return $"{text[..question]}?{string.Join('&', pairs)}";
    }

    /// <remarks>
    /// Two dialects meet here. Prisma's engine: <c>sslcert</c> is the authority, <c>sslidentity</c> the client's PKCS#12 file, and only
    /// <c>sslaccept=strict</c> verifies. libpq and node-postgres: <c>sslrootcert</c> is the authority, <c>sslcert</c> with <c>sslkey</c> the client's,
    /// and a root given with <c>require</c> is verified. Where they leave a choice, the stricter reading is taken.
    /// </remarks>
    private PostgresTls Tls()
    {
        var mode = Choice("sslmode", new Dictionary<string, SslMode>
        {
            ["disable"] = SslMode.Disable,
            ["allow"] = SslMode.Allow,
            ["prefer"] = SslMode.Prefer,
            ["require"] = SslMode.Require,
            ["no-verify"] = SslMode.Require,
            ["verify-ca"] = SslMode.VerifyCA,
            ["verify-full"] = SslMode.VerifyFull,
        });
        var strict = Choice("sslaccept", new Dictionary<string, bool> { ["strict"] = true, ["accept_invalid_certs"] = false });
        var binding = Choice("channel_binding", new Dictionary<string, ChannelBinding>
        {
            ["disable"] = ChannelBinding.Disable,
            ["prefer"] = ChannelBinding.Prefer,
            ["require"] = ChannelBinding.Require,
        });
        var system = _values.GetValueOrDefault("sslrootcert") == "system" && _values.Remove("sslrootcert");
        var (cert, key, root, identity) = (File("sslcert"), File("sslkey"), File("sslrootcert"), File("sslidentity"));
        var password = Text("sslpassword");
        if (key is not null && cert is null)
        {
            throw _refuse("sslkey needs sslcert beside it");
        }

        root ??= key is null ? cert : null;
        var asked = mode ?? SslMode.Prefer;
        var judged = asked switch
        {
            SslMode.Prefer or SslMode.Require when strict == true || system => SslMode.VerifyFull,
            SslMode.Require when root is not null && strict is null => SslMode.VerifyCA,
            _ => asked,
        };
        return new PostgresTls
        {
            Mode = judged,
            RootCertificate = judged is SslMode.VerifyCA or SslMode.VerifyFull ? root : null,
            ClientCertificate = identity ?? (key is null ? null : cert),
            ClientKey = identity is null ? key : null,
            ClientPassword = password,
            ChannelBinding = binding ?? ChannelBinding.Prefer,
        };
    }

    private string? File(string name)
    {
        var path = Text(name);
        return path is null || System.IO.File.Exists(path) ? path : throw _refuse($"{name} names the file {path}, which does not exist or may not be read");
    }

    private bool Flag(string name) => Choice(name, new Dictionary<string, bool> { ["true"] = true, ["false"] = false }) ?? false;

    private TimeSpan? Seconds(string name, int most) => Number(name, 0, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private int? Number(string name, int least, int most)
    {
        var text = Text(name);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw _refuse($"{name} is \"{text}\", not a whole number from {least} to {most}");
    }

    private T? Choice<T>(string name, Dictionary<string, T> choices)
        where T : struct
    {
        var text = Text(name);
        return text is null ? null
            : choices.TryGetValue(text, out var choice) ? choice
            : throw _refuse($"{name} is \"{text}\", not one of {string.Join(", ", choices.Keys)}");
    }

    /// <summary>Takes a parameter out of those not yet understood; an empty value counts as not given.</summary>
    private string? Text(string name) => _values.Remove(name, out var value) && value.Length > 0 ? value : null;

    // Zero is no limit, and so longer than any.
    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) =>
        one == TimeSpan.Zero || other == TimeSpan.Zero ? TimeSpan.Zero
        : one is null ? other
        : other is null || one > other ? one
        : other;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
