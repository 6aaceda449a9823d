using System.Collections.Concurrent;
using Npgsql;

namespace EasyCron.Storage;

/// <summary>
/// The app's PostgreSQL: a pool of connections, and the one place that knows in which schema the app's tables stand.
/// Making one connects to nothing; a connection is opened by the first statement.
/// </summary>
/// <remarks>
/// Every statement is independent of session state (no <c>search_path</c>, no session locks, no temporary tables), so that a pooler in transaction
/// mode may stand between. Names are qualified with the schema instead, as Prisma itself does: pgbouncer refuses <c>search_path</c> at start-up.
/// </remarks>
public sealed class Database : IAsyncDisposable
{
    // The app's names as the statements of this project write them.
    private static readonly string[] Names = ["\"Job\"", "\"JobRun\"", "\"JobStatus\"", "\"RunState\""];

    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentDictionary<string, string> _qualified = new();
    private readonly string _schema;

    /// <summary>Makes a pool for the given settings; nothing is connected yet.</summary>
    /// <param name="settings">Where the database is and how to reach it.</param>
    public Database(PostgresSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        _schema = $"\"{settings.Schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        _source = NpgsqlDataSource.Create(settings.ToConnectionString());
    }

    /// <summary>The settings this pool was made for.</summary>
    public PostgresSettings Settings { get; }

    /// <summary>
    /// Asks the server for the time, at its highest precision. Doubles as the cheapest proof that the database answers.
    /// </summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancellationToken = default)
    {
        const string Sql = "/* Database.ServerTime */ select clock_timestamp() at time zone 'UTC'";
        return await QuerySingleAsync(Sql, [], row => row.Instant(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the pool.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Writes the schema before each of the app's names in a statement.</summary>
    internal string Qualify(string sql) =>
        _qualified.GetOrAdd(sql, static (text, schema) => Names.Aggregate(text, (done, name) => done.Replace(name, $"{schema}.{name}", StringComparison.Ordinal)), _schema);

    /// <summary>Reads every row of a statement.</summary>
    internal Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, NpgsqlParameter[] arguments, Func<Row, T> read, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        RunAsync<IReadOnlyList<T>>(
            async connection =>
            {
                var command = Command(connection, sql, arguments, timeout);
                await using var disposing = command.ConfigureAwait(false);
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using var closing = reader.ConfigureAwait(false);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(new Row(reader)));
                }

                return rows;
            },
            cancellationToken);

    /// <summary>Reads the row of a statement that gives exactly one.</summary>
    internal async Task<T> QuerySingleAsync<T>(
        string sql, NpgsqlParameter[] arguments, Func<Row, T> read, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        (await QueryAsync(sql, arguments, read, cancellationToken, timeout).ConfigureAwait(false)).Single();

    /// <summary>Runs a statement that gives no rows, and says how many it changed.</summary>
    internal Task<int> ExecuteAsync(string sql, NpgsqlParameter[] arguments, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        RunAsync(
            async connection =>
            {
                var command = Command(connection, sql, arguments, timeout);
                await using var disposing = command.ConfigureAwait(false);
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Lends a connection for one piece of work.</summary>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            return await work(connection).ConfigureAwait(false);
        }
        catch (PostgresException refused) when (PostgresFault.SpoilsConnection(refused))
        {
            // Those in use are closed as they come back, this one among them.
            _source.Clear();
            throw;
        }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter[] arguments, TimeSpan? timeout)
    {
        var command = new NpgsqlCommand(Qualify(sql), connection);
        command.Parameters.AddRange(arguments);
        if (timeout is { } patience)
        {
            command.CommandTimeout = (int)patience.TotalSeconds;
        }

        return command;
    }
}
