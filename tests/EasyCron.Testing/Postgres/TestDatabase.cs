using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace EasyCron.Testing.Postgres;

/// <summary>A database of one test's own; disposing drops it, whoever is still connected.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresAddress _server;
    private readonly PostgresAddress _address;

    private TestDatabase(PostgresAddress server, PostgresAddress address)
    {
        _server = server;
        _address = address;
        DataSource = NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <summary>Gets the address in Prisma's form, as DATABASE_URL carries it.</summary>
    public string Url => _address.Url;

    /// <summary>Gets the address in its parts, for tests that change one: <c>(database.Address with { User = "reader" }).Url</c>.</summary>
    public PostgresAddress Address => _address;

    /// <summary>Gets connections for the test's own questions.</summary>
    public NpgsqlDataSource DataSource { get; }

    private bool IsSchemaOnly => _address.Database == _server.Database;

    /// <summary>Runs SQL that answers nothing.</summary>
    /// <returns>The number of rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs SQL and returns the first column of its first row; <c>default</c> for no row or NULL.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken = default)
    {
        await using var command = DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken)
            ? reader.GetFieldValue<T>(0)
            : default;
    }

    /// <summary>Inserts a row into "Job", as the web app would; columns that are not named get the schema's defaults.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="columns">Column names and values; JSON as its text, instants as <see cref="DateTimeOffset"/>, null as SQL NULL.</param>
    public async Task InsertJobAsync(string id, params (string Column, object? Value)[] columns)
    {
        var values = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["teamId"] = "team-1",
            ["name"] = $"Job {id}",
            ["apiUrl"] = "http://127.0.0.1:9/",
            ["updatedAt"] = TimeProvider.System.GetUtcNow(),
        };
        foreach (var (column, value) in columns)
        {
            values[column] = value;
        }

        var names = string.Join(", ", values.Keys.Select(name => $"\"{name}\""));
        var places = string.Join(", ", Enumerable.Range(1, values.Count).Select(number => $"${number}"));
        await using var command = DataSource.CreateCommand($"""insert into "Job" ({names}) values ({places})""");
        foreach (var value in values.Values)
        {
            // As text of no stated type: the server reads it as whatever type the column has, enums and jsonb included.
            command.Parameters.Add(new NpgsqlParameter { Value = Text(value), NpgsqlDbType = NpgsqlDbType.Unknown });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Drops the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await OnServerAsync(
            _server,
            IsSchemaOnly ? $"drop schema if exists \"{_address.Schema}\" cascade" : $"drop database if exists \"{_address.Database}\" with (force)",
            CancellationToken.None);
    }

    internal static async Task<TestDatabase> CreateAsync(PostgresAddress server, bool withTables, CancellationToken cancellationToken)
    {
        var name = $"test_{UniqueName.Next()}";
        PostgresAddress address;
        try
        {
            await OnServerAsync(server, $"create database \"{name}\"", cancellationToken);
            address = server with { Database = name, Schema = "public" };
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await OnServerAsync(server, $"create schema \"{name}\"", cancellationToken);
            address = server with { Schema = name };
        }

        var database = new TestDatabase(server, address);
        if (withTables)
        {
            await database.ExecuteAsync(Schema(), cancellationToken);
        }

        return database;
    }

    private static async Task OnServerAsync(PostgresAddress server, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Schema()
    {
        using var stream = typeof(TestDatabase).Assembly.GetManifestResourceStream("schema.sql")
            ?? throw new InvalidOperationException("schema.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static object Text(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
