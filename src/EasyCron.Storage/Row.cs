using Npgsql;

namespace EasyCron.Storage;

/// <summary>
/// The columns of one row, taken from left to right: each call takes the next one, so a record is read in the order in which its statement names the columns.
/// Plain calls instead of a mapper that writes code at run time: that code costs the start of a worker time and memory, and cannot be compiled ahead.
/// </summary>
/// <param name="reader">Stands on the row.</param>
/// <param name="first">The column to begin with.</param>
internal struct Row(NpgsqlDataReader reader, int first = 0)
{
    private int _next = first;

    internal string Text() => reader.GetString(_next++);

    internal string? TextOrNull() => TakeNull() ? null : Text();

    internal int Int() => reader.GetInt32(_next++);

    internal int? IntOrNull() => TakeNull() ? null : Int();

    internal long Long() => reader.GetInt64(_next++);

    internal double? DoubleOrNull() => TakeNull() ? null : reader.GetDouble(_next++);

    internal bool Flag() => reader.GetBoolean(_next++);

    internal uint TransactionId() => reader.GetFieldValue<uint>(_next++);

    internal DateTimeOffset Instant() => UtcTimestamp.FromColumn(reader.GetDateTime(_next++));

    internal DateTimeOffset? InstantOrNull() => TakeNull() ? null : Instant();

    /// <summary>A value of one of the app's enums; one that the app added later is the given other.</summary>
    internal T Label<T>(T other)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(), ignoreCase: true, out var label) ? label : other;

    /// <summary>Whether the next column is null; if so it is taken.</summary>
    internal bool TakeNull()
    {
        if (!reader.IsDBNull(_next))
        {
            return false;
        }

        _next++;
        return true;
    }
}
