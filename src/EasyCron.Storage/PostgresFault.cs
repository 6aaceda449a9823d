using System.Net.Sockets;
using Npgsql;

namespace EasyCron.Storage;

/// <summary>Tells faults that pass by themselves from faults that need a human. Nothing in this project retries; callers ask this and do.</summary>
public static class PostgresFault
{
    // SQLSTATE classes and codes, PostgreSQL's appendix A.
    private static readonly string[] Transient =
    [
        "08", // connection exceptions, and what pgbouncer reports of its own
        "40001", // serialization_failure
        "40003", // statement_completion_unknown
        "40P01", // deadlock_detected
        "53", // insufficient resources: connections, memory, disk
        "55P03", // lock_not_available
        "57014", // query_canceled: statement_timeout, or a conflict
        "57P", // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout
        "58", // system errors outside PostgreSQL
        "25006", // read_only_sql_transaction: the server became a standby
    ];

    /// <summary>
    /// Says whether the same statement may succeed if tried again later: lost or refused connections, time-outs, restarts, fail-over, deadlocks,
    /// exhausted resources, a migration under way. Every write of this project may be tried again: none has its effect twice.
    /// </summary>
    /// <param name="exception">What a method of this project threw.</param>
    public static bool IsTransient(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            PostgresException refused => IsStalePlan(refused) || Transient.Any(code => refused.SqlState.StartsWith(code, StringComparison.Ordinal)),
            TimeoutException or SocketException or IOException => true,
            NpgsqlException { IsTransient: true } => true,
            NpgsqlException { InnerException: { } inner } => IsTransient(inner),
            _ => false,
        };
    }

    /// <summary>Says what an operator should do about a fault, where the fault itself does not; null where there is nothing to add.</summary>
    /// <param name="exception">What a method of this project threw.</param>
    public static string? Advice(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            PostgresException { SqlState: "26000" or "42P05" } => "a pooler in transaction mode stands before the database: add pgbouncer=true to DATABASE_URL",
            PostgresException { SqlState: "28P01" or "28000" } => "check user and password in DATABASE_URL, and the server's pg_hba.conf",
            PostgresException { SqlState: "3D000" } => "check the database's name in DATABASE_URL",
            PostgresException { SqlState: "42P01" or "42703" or "3F000" } => "check schema= in DATABASE_URL, and that the app's migrations have run",
            PostgresException { SqlState: "42501" } => "grant the role SELECT on \"Job\", UPDATE of its status and updatedAt, and SELECT, INSERT and UPDATE on \"JobRun\"",
            PostgresException { SqlState: "53300" } => "too many connections: lower connection_limit in DATABASE_URL or raise the server's max_connections",
            PostgresException { SqlState: "25006" } => "the server is read-only: point DATABASE_URL at the primary",
            NpgsqlException { InnerException: SocketException } => "check host and port in DATABASE_URL, and that the server runs",
            NpgsqlException { InnerException: IOException } => "the connection broke: check that the server runs, and what lies between, such as a pooler",
            NpgsqlException { InnerException: TimeoutException } => "the server does not answer in time, or connection_limit in DATABASE_URL is too small",
            _ => null,
        };
    }

    /// <summary>Says whether a prepared statement was overtaken by a change of its tables ("cached plan must not change result type").</summary>
    private static bool IsStalePlan(PostgresException refused) => refused is { SqlState: "0A000", Routine: "RevalidateCachedQuery" };

    /// <summary>
    /// Says whether the connection must not be used again: a stale plan would be refused on it for ever, and where a parameter's bytes are refused
    /// (invalid text, invalid binary form) while the driver prepares the statement, Npgsql 10 loses count of the server's answers.
    /// </summary>
    internal static bool SpoilsConnection(PostgresException refused) => IsStalePlan(refused) || refused.SqlState is "22021" or "22P03";
}
