using Npgsql;

namespace EasyCron.Testing.Postgres;

/// <summary>A real PostgreSQL in which each test makes a database of its own.</summary>
public class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);

    private protected PostgresServer(PostgresAddress address) => Address = address;

    /// <summary>Gets the address of the database in which databases are made.</summary>
    public PostgresAddress Address { get; }

    /// <summary>Returns the one server that all tests of this process share: the one DATABASE_URL names, else a private one started on first use.</summary>
    /// <remarks>Nobody stops or configures it: a test that wants that starts a private one.</remarks>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>Starts a server that belongs to the caller alone.</summary>
    /// <param name="options">Time zone, authentication, settings.</param>
    /// <param name="cancellationToken">Cancels the wait for the server.</param>
    public static Task<PrivatePostgresServer> StartPrivateAsync(
        PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PrivatePostgresServer.StartNewAsync(options ?? new PostgresServerOptions(), cancellationToken);

    /// <summary>Makes a database with the web app's tables, all empty.</summary>
    /// <remarks>On a server of DATABASE_URL whose role may not create databases it is a schema in the database named there.</remarks>
    public Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default) =>
        TestDatabase.CreateAsync(Address, withTables: true, cancellationToken);

    /// <summary>Makes a database without any table.</summary>
    /// <inheritdoc cref="CreateDatabaseAsync"/>
    public Task<TestDatabase> CreateEmptyDatabaseAsync(CancellationToken cancellationToken = default) =>
        TestDatabase.CreateAsync(Address, withTables: false, cancellationToken);

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var url = Environment.GetEnvironmentVariable("DATABASE_URL");
        if (string.IsNullOrEmpty(url))
        {
            return await StartPrivateAsync();
        }

        var server = new PostgresServer(PostgresAddress.Parse(url));
        try
        {
            await using var connection = new NpgsqlConnection(server.Address.ConnectionString);
            await connection.OpenAsync();
        }
        catch (NpgsqlException failure)
        {
            throw new InvalidOperationException(
                $"DATABASE_URL names {server.Address.Host}:{server.Address.Port}/{server.Address.Database}, which does not let the tests in. "
                + "Correct it, or unset DATABASE_URL to have the tests start a PostgreSQL.",
                failure);
        }

        return server;
    }
}
