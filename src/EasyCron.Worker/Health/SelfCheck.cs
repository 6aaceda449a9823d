using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Settings;
using EasyCron.Worker.Startup;

namespace EasyCron.Worker.Health;

/// <summary>
/// <c>--check</c>: looks once at everything the worker will need, says what it found, and ends. It takes no job and writes nothing but a key in Redis that
/// expires at once.
/// </summary>
internal sealed class SelfCheck(WorkerSettings settings, RedisProbe redis, SchemaCheck schema, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _exitCode = ExitCodes.Stopped;

    /// <summary>Checks, and prints a line for each thing.</summary>
    /// <returns>0; 69 where a server is not to be reached; 78 where something is wrong that only a person can put right.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await SayAsync("ok", "settings", $"understood; queue {settings.JobsQueue} under prefix {settings.Prefix}, {settings.Concurrency} requests at once");
        await LookAtRedisAsync(cancellationToken);
        await LookAtPostgresAsync(cancellationToken);
        return _exitCode;
    }

    private async Task LookAtRedisAsync(CancellationToken cancellationToken)
    {
        var where = string.Join(", ", settings.Redis.Endpoints);
        try
        {
            var finding = await redis.AskAsync(Patience, cancellationToken);
            await SayAsync("ok", "redis", $"{where} answers and takes writes, version {finding.Version ?? "unknown"}");
            await (finding.PolicyFault is { } fault ? SayAsync("warn", "redis", fault)
                : finding.Policy is null ? SayAsync("warn", "redis", "its maxmemory-policy may not be asked for by this user; it must be noeviction")
                : SayAsync("ok", "redis", "maxmemory-policy is noeviction"));
        }
        catch (Exception exception) when (exception is QueueException or TimeoutException)
        {
            Fail(exception is RedisRefusedException ? ExitCodes.BadSettings : ExitCodes.Unavailable);
            await SayAsync("FAIL", "redis", $"{where} {RedisAdvice.Of(exception)}");
        }
    }

    private async Task LookAtPostgresAsync(CancellationToken cancellationToken)
    {
        var where = $"{settings.Postgres.Host}:{settings.Postgres.Port}/{settings.Postgres.DatabaseName}";
        try
        {
            var report = await schema.RunAsync(settings.RunRetention is not null, cancellationToken).WaitAsync(Patience, cancellationToken);
            await SayAsync("ok", "postgres", $"{where} answers");
            if (report.IsUsable)
            {
                await SayAsync("ok", "schema", $"the tables in schema {report.Schema} fit, and the role has the rights it needs");
                return;
            }

            Fail(ExitCodes.BadSettings);
            foreach (var problem in report.Problems)
            {
                await SayAsync("FAIL", "schema", problem);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Fail(PostgresFault.IsTransient(exception) ? ExitCodes.Unavailable : ExitCodes.BadSettings);
            await SayAsync("FAIL", "postgres", $"{where}: {PostgresCheck.Describe(exception)}");
        }
    }

    // What only a person can put right is the worse news.
    private void Fail(int exitCode) => _exitCode = Math.Max(_exitCode, exitCode);

    private Task SayAsync(string verdict, string what, string detail) => output.WriteLineAsync($"{verdict,-4}  {what,-8}  {detail}");
}
