namespace EasyCron.Storage;

/// <summary>
/// An instant in a <c>timestamp(3) without time zone</c> column holding UTC, as Prisma writes it. Neither the server's nor the session's zone
/// plays a part, since no conversion to or from <c>timestamptz</c> takes place.
/// </summary>
internal static class UtcTimestamp
{
    /// <summary>Cuts to whole milliseconds, as JavaScript's Date does; PostgreSQL would round, and the row would differ from what was reported.</summary>
    internal static DateTime ToColumn(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified);

    internal static DateTimeOffset FromColumn(DateTime column) => new(DateTime.SpecifyKind(column, DateTimeKind.Utc));
}
