using Npgsql;
using NpgsqlTypes;

namespace EasyCron.Storage;

/// <summary>The arguments of a statement by name.</summary>
internal static class Arguments
{
    internal static NpgsqlParameter Text(string name, string? value) => new NpgsqlParameter<string?>(name, value);

    internal static NpgsqlParameter Texts(string name, IEnumerable<string?> values) => Array(name, NpgsqlDbType.Text, values);

    internal static NpgsqlParameter Int(string name, int value) => new NpgsqlParameter<int>(name, value);

    internal static NpgsqlParameter Instant(string name, DateTimeOffset value) =>
        new NpgsqlParameter<DateTime>(name, UtcTimestamp.ToColumn(value)) { NpgsqlDbType = NpgsqlDbType.Timestamp };

    internal static NpgsqlParameter Instants(string name, IEnumerable<DateTimeOffset> values) => Array(name, NpgsqlDbType.Timestamp, values.Select(UtcTimestamp.ToColumn));

    /// <summary>An array, of a type that the driver could take for another.</summary>
    internal static NpgsqlParameter Array<T>(string name, NpgsqlDbType type, IEnumerable<T> values) =>
        new NpgsqlParameter<T[]>(name, [.. values]) { NpgsqlDbType = NpgsqlDbType.Array | type };
}
