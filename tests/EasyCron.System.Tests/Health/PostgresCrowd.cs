using EasyCron.Testing.Postgres;
using Npgsql;

namespace EasyCron.System.Tests.Health;

/// <summary>Connections of a test's own that leave none for anybody else, until they are let go.</summary>
internal sealed class PostgresCrowd : IAsyncDisposable
{
    private const string EndOthers = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and application_name <> 'crowd'";

    private readonly string _address;
    private readonly List<NpgsqlConnection> _held = [];

    private PostgresCrowd(TestDatabase database) =>
        _address = new NpgsqlConnectionStringBuilder(database.Address.ConnectionString) { ApplicationName = "crowd" }.ConnectionString;

    /// <summary>Makes the first connection, which can end those of others whatever comes.</summary>
    public static async Task<PostgresCrowd> GatherAsync(TestDatabase database)
    {
        var crowd = new PostgresCrowd(database);
        await crowd.TakeOneAsync();
        return crowd;
    }

    /// <summary>Ends every session of others and takes every place there is.</summary>
    public async Task TakeAllAsync()
    {
        await using (var command = new NpgsqlCommand(EndOthers, _held[0]))
        {
            await command.ExecuteNonQueryAsync();
        }

        while (await TakeOneAsync())
        {
        }
    }

    /// <summary>Lets all go.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _held)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<bool> TakeOneAsync()
    {
        var connection = new NpgsqlConnection(_address);
        try
        {
            await connection.OpenAsync();
            _held.Add(connection);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            await connection.DisposeAsync();
            return false;
        }
    }
}
