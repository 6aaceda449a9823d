namespace EasyCron.Testing.Postgres;

/// <summary>How a private PostgreSQL is started.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>Gets the server's time zone.</summary>
    /// <value>Default: Asia/Kolkata, five and a half hours off UTC: a column that is to hold UTC must do so whatever the server's zone.</value>
    public string TimeZone { get; init; } = "Asia/Kolkata";

    /// <summary>Gets a value indicating whether clients must give their password.</summary>
    /// <value>Default: false, every role is trusted on the loopback address.</value>
    public bool RequirePassword { get; init; }

    /// <summary>Gets a value indicating whether a commit is on disk before it is answered; a kill of the server loses nothing either way.</summary>
    /// <value>Default: false, because only a power cut would show the difference and every test is faster.</value>
    public bool Durable { get; init; }

    /// <summary>Gets further settings, each a name and its value as in postgresql.conf.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
