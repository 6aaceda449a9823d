using Npgsql;

namespace EasyCron.Storage;

/// <summary>How to reach the app's PostgreSQL: what Prisma's <c>DATABASE_URL</c> says, made explicit.</summary>
public sealed record PostgresSettings
{
    /// <summary>The host's name or address, or the absolute path of a unix socket's directory.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    /// <value>Default: 5432. Range: 1 to 65535.</value>
    public int Port { get; init; } = 5432;

    /// <summary>The database's name.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>The role.</summary>
    /// <value>Default: the name of the operating system's user, as libpq has it.</value>
    public string User { get; init; } = Environment.UserName;

    /// <summary>The role's password; never part of any text this type makes.</summary>
    public string? Password { get; init; }

    /// <summary>The schema in which the app's tables stand.</summary>
    /// <value>Default: <c>public</c>, as Prisma has it.</value>
    public string Schema { get; init; } = "public";

    /// <summary>The most connections that are open at once (<c>connection_limit</c>).</summary>
    /// <value>Default: 20. Range: 1 to 1,000.</value>
    public int PoolSize { get; init; } = 20;

    /// <summary>
    /// How long opening may take: waiting for a free connection of the pool and making a new one together.
    /// The longer of <c>pool_timeout</c> and <c>connect_timeout</c>, since the driver has one clock for both; zero is no limit.
    /// </summary>
    /// <value>Default: 10 s (Prisma's <c>pool_timeout</c>).</value>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement may take before it is cancelled and counts as failed (<c>socket_timeout</c>); zero is no limit.</summary>
    /// <value>Default: 15 s.</value>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an unused connection is kept (<c>max_idle_connection_lifetime</c>).</summary>
    /// <value>Default: 300 s.</value>
    public TimeSpan IdleLifetime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How old a connection may become (<c>max_connection_lifetime</c>); zero is no limit.</summary>
    /// <value>Default: 0.</value>
    public TimeSpan ConnectionLifetime { get; init; }

    /// <summary>
    /// Whether a pooler in transaction mode stands between (<c>pgbouncer=true</c>): then no statement is prepared.
    /// No session state is used either way.
    /// </summary>
    public bool PgBouncer { get; init; }

    /// <summary>How many statements a connection keeps prepared (<c>statement_cache_size</c>); 0 prepares none.</summary>
    /// <value>Default: 100, as Prisma has it; 0 behind pgbouncer.</value>
    public int StatementCacheSize { get; init; } = 100;

    /// <summary>The name under which connections show in <c>pg_stat_activity</c>.</summary>
    /// <value>Default: <c>easycron</c>.</value>
    public string ApplicationName { get; init; } = "easycron";

    /// <summary>Command-line options for the server's session (<c>options</c>), passed on as they are.</summary>
    public string? Options { get; init; }

    /// <summary>Encryption and trust.</summary>
    public PostgresTls Tls { get; init; } = new();

    /// <summary>The names of the parameters in the address that mean nothing here and were left out, in their order.</summary>
    public IReadOnlyList<string> IgnoredParameters { get; init; } = [];

    /// <summary>Reads an address in Prisma's form, <c>postgresql://USER:PASSWORD@HOST:PORT/DATABASE?schema=public</c>.</summary>
    /// <param name="url">The address; user, password, host, database and values may be percent-encoded.</param>
    /// <param name="variable">The environment variable it came from, for messages.</param>
    /// <exception cref="InvalidDatabaseUrlException">The address cannot be used.</exception>
    public static PostgresSettings FromUrl(string? url, string variable = "DATABASE_URL") => new DatabaseUrl(url, variable).Read();

    /// <summary>Describes the settings in one line without any secret.</summary>
    public override string ToString() =>
        $"{User}@{Host}:{Port}/{DatabaseName}, schema {Schema}, pool of {PoolSize}, sslmode {Tls.Mode}{(PgBouncer ? ", behind pgbouncer" : "")}";

    private bool IsUnixSocket => Host.StartsWith('/');

    internal string ToConnectionString() =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = DatabaseName,
            Username = User,
            Password = Password,
            MinPoolSize = 0,
            MaxPoolSize = PoolSize,
            Timeout = (int)OpenTimeout.TotalSeconds,
            CommandTimeout = (int)CommandTimeout.TotalSeconds,
            ConnectionIdleLifetime = (int)IdleLifetime.TotalSeconds,
            ConnectionPruningInterval = Math.Clamp((int)IdleLifetime.TotalSeconds, 1, 10),
            ConnectionLifetime = (int)ConnectionLifetime.TotalSeconds,
            MaxAutoPrepare = PgBouncer ? 0 : StatementCacheSize,
            AutoPrepareMinUsages = 2,
            ApplicationName = ApplicationName,
            Options = Options,
            SslMode = Tls.Mode,
            RootCertificate = Tls.RootCertificate,
            SslCertificate = Tls.ClientCertificate,
            SslKey = Tls.ClientKey,
            SslPassword = Tls.ClientPassword,
            ChannelBinding = Tls.ChannelBinding,
            // Nothing here leaves session state behind, so there is nothing to discard when a connection goes back to the pool.
            NoResetOnClose = true,
            Enlist = false,
            // A transaction that takes locks leaves in one piece, so that a cut line hardly ever leaves the server with half of it.
            WriteBufferSize = 65_536,
            // A peer that vanished without a word is noticed on idle connections too. A unix socket has no such peer, and refuses the options.
            TcpKeepAlive = !IsUnixSocket,
            TcpKeepAliveTime = IsUnixSocket ? 0 : 10,
            TcpKeepAliveInterval = IsUnixSocket ? 0 : 5,
        }.ConnectionString;
}
