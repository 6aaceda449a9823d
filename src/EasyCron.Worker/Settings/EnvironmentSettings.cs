using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Settings;

/// <summary>
/// The only place that reads environment variables: the table that the README prints, and the reading of it. Every fault is found
/// and told at once.
/// </summary>
internal static partial class EnvironmentSettings
{
    private static readonly EnvironmentVariable DatabaseUrl = new(
        "DATABASE_URL", "required", "PostgreSQL in Prisma's form: `postgresql://user:password@host:5432/database?schema=public`.", IsSecret: true);
    private static readonly EnvironmentVariable RedisUrl = new(
        "REDIS_URL", "required, or REDIS_HOST", "Redis: `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.", IsSecret: true);
    private static readonly EnvironmentVariable RedisHost = new("REDIS_HOST", "none", "Redis' host, where REDIS_URL is not set.");
    private static readonly EnvironmentVariable RedisPort = new("REDIS_PORT", "6379", "Redis' port, with REDIS_HOST.");
    private static readonly EnvironmentVariable RedisPassword = new("REDIS_PASSWORD", "none", "Redis' password, with REDIS_HOST; empty means none.", IsSecret: true);
    private static readonly EnvironmentVariable SentinelMaster = new(
        "REDIS_SENTINEL_MASTER", "none", "The master's name, where REDIS_URL names Redis Sentinels (several, separated by commas); its user and password are the master's.");
    private static readonly EnvironmentVariable SentinelPassword = new("REDIS_SENTINEL_PASSWORD", "none", "The sentinels' own password.", IsSecret: true);
    private static readonly EnvironmentVariable Prefix = new("BULLMQ_PREFIX", "bull", "BullMQ's key prefix; on Redis Cluster one with a hash tag, such as `{bull}`.");
    private static readonly EnvironmentVariable JobsQueue = new("JOBS_QUEUE", "jobs", "The queue of scheduled runs and of `execute-now`.");
    private static readonly EnvironmentVariable Concurrency = new("WORKER_CONCURRENCY", "50", "Requests in flight at most, 1 to 10000.");
    private static readonly EnvironmentVariable WorkerName = new("WORKER_NAME", "machine name and process id", "The name under which Node's `getWorkers()` and the jobs show this worker.");
    private static readonly EnvironmentVariable SyncInterval = new("SYNC_INTERVAL_SECONDS", "30", "Seconds between full comparisons of PostgreSQL and Redis, 1 to 3600; changes are seen within 2 s anyway.");
    private static readonly EnvironmentVariable CatchUp = new("CATCHUP", "one", "What to do about occurrences missed while no worker ran: `one` runs the latest if it is young enough, `none` drops all.");
    private static readonly EnvironmentVariable DeployId = new("DEPLOY_ID", "the product's version", "A new value runs every job with `runOnDeploy` once, for the whole fleet.");
    private static readonly EnvironmentVariable ShutdownGrace = new("SHUTDOWN_GRACE_SECONDS", "25", "Seconds that running requests get after SIGTERM, 0 to 3600; keep the platform's kill timeout above it.");
    private static readonly EnvironmentVariable LockDuration = new("LOCK_SECONDS", "30", "Seconds without a sign of life after which a worker's runs are taken over by others, 2 to 300; the same for all workers of the queue.");
    private static readonly EnvironmentVariable HealthPort = new("HEALTH_PORT", "8080", "Port of /health/live, /health/ready and /metrics, 1 to 65535; 0 lets the system choose one and logs it.");
    private static readonly EnvironmentVariable Level = new("LOG_LEVEL", "info", "trace, debug, info, warn, error, fatal or silent; Serilog's names work too.");
    private static readonly EnvironmentVariable Format = new("LOG_FORMAT", "json in production, else text", "`json` or `text`.");
    private static readonly EnvironmentVariable NodeEnv = new("NODE_ENV", "none", "`production` means DOTNET_ENVIRONMENT=Production, where that is not set.");
    private static readonly EnvironmentVariable DotNetEnvironment = new("DOTNET_ENVIRONMENT", "Production", "`Development` logs readable text.");
    private static readonly EnvironmentVariable KeepCompletedCount = new("KEEP_COMPLETED_COUNT", "1000", "Completed queue jobs kept at most, where a job brings no rule of its own.");
    private static readonly EnvironmentVariable KeepCompletedHours = new("KEEP_COMPLETED_HOURS", "24", "Hours they are kept at most.");
    private static readonly EnvironmentVariable KeepFailedCount = new("KEEP_FAILED_COUNT", "5000", "Failed queue jobs kept at most, where a job brings no rule of its own.");
    private static readonly EnvironmentVariable KeepFailedDays = new("KEEP_FAILED_DAYS", "7", "Days they are kept at most.");
    private static readonly EnvironmentVariable QueueLimit = new("QUEUE_MAX_PER_JOB", "100", "Runs of one job with concurrency `queue` that may wait, 0 to 10000; the newest beyond it is dropped and says so.");

    private static readonly EnvironmentVariable EgressAllow = new("EGRESS_ALLOW", "none", "Private targets that jobs may call: host names, addresses or CIDR ranges, separated by commas. Without it only public addresses are called.");
    private static readonly EnvironmentVariable SendHeaders = new("SEND_EASYCRON_HEADERS", "true", "Whether requests carry User-Agent, Idempotency-Key, EasyCron-* and traceparent.");
    private static readonly EnvironmentVariable SigningSecret = new("SIGNING_SECRET", "none", "Signs every request as Standard Webhooks says: `whsec_...`, several separated by spaces while they are rotated.", IsSecret: true);
    private static readonly EnvironmentVariable LogMaxBytes = new("LOG_MAX_BYTES", "65536", "The largest log of a run in bytes, 256 to 10485760; the rest of a response is not read.");

    private static readonly EnvironmentVariable RunRetention = new("RUN_RETENTION_DAYS", "none", "Days after which ended runs are deleted from \"JobRun\", 1 to 36500, except the last success and failure of each job. Without it nothing is deleted.");
    private static readonly EnvironmentVariable OtlpEndpoint = new("OTEL_EXPORTER_OTLP_ENDPOINT", "none", "Collector that gets traces and metrics, such as `http://localhost:4318`.");
    private static readonly EnvironmentVariable OtlpProtocol = new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "`http/protobuf` or `grpc`.");
    private static readonly EnvironmentVariable OtlpHeaders = new("OTEL_EXPORTER_OTLP_HEADERS", "none", "Headers for the collector: `name=value`, separated by commas.", IsSecret: true);
    private static readonly EnvironmentVariable OtelServiceName = new("OTEL_SERVICE_NAME", "easycron-worker", "The service's name in traces and metrics.");

    /// <summary>Every variable, in the order of the README's table.</summary>
    public static IReadOnlyList<EnvironmentVariable> Table =>
    [
        DatabaseUrl, RedisUrl, RedisHost, RedisPort, RedisPassword, SentinelMaster, SentinelPassword, Prefix, JobsQueue, Concurrency, WorkerName, SyncInterval, CatchUp, DeployId,
        QueueLimit, EgressAllow, SendHeaders, SigningSecret, LogMaxBytes, ShutdownGrace, LockDuration, HealthPort, Level, Format, NodeEnv, DotNetEnvironment, KeepCompletedCount, KeepCompletedHours, KeepFailedCount, KeepFailedDays,
        RunRetention, OtlpEndpoint, OtlpProtocol, OtlpHeaders, OtelServiceName,
        .. NoticeTable,
    ];

    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Trace,
        ["verbose"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["information"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["fatal"] = LogLevel.Critical,
        ["critical"] = LogLevel.Critical,
        ["silent"] = LogLevel.None,
    };

    /// <summary>
    /// Reads this process' environment and, for what is not set there, the file <c>.env</c> of the working directory. What that file says holds for all of the
    /// process, as with Node's dotenv.
    /// </summary>
    /// <exception cref="SettingsException">Lists every fault.</exception>
    public static WorkerSettings ReadProcess()
    {
        foreach (var (name, value) in ReadFile())
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        return Read(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(
            entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal));
    }

    private static IReadOnlyDictionary<string, string> ReadFile()
    {
        try
        {
            return File.Exists(".env") ? DotEnvFile.Parse(File.ReadAllText(".env")) : new Dictionary<string, string>();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"The file .env cannot be read: {exception.Message}"]);
        }
    }

    /// <summary>Reads a given environment.</summary>
    /// <exception cref="SettingsException">Lists every fault.</exception>
    public static WorkerSettings Read(IReadOnlyDictionary<string, string> environment)
    {
        var reader = new SettingsReader(environment);
        var concurrency = reader.Number(Concurrency, 50, 1, 10_000);
        var settings = new WorkerSettings
        {
            Postgres = ReadPostgres(reader),
            Redis = ReadRedis(reader),
            Prefix = reader.Text(Prefix) ?? QueueName.DefaultPrefix,
            JobsQueue = ReadQueueName(reader),
            Concurrency = concurrency,
            WorkerName = reader.Text(WorkerName) ?? $"{Environment.MachineName}-{Environment.ProcessId}",
            SyncInterval = TimeSpan.FromSeconds(reader.Number(SyncInterval, 30, 1, 3600)),
            CatchUp = reader.Choice(CatchUp, true, new Dictionary<string, bool> { ["one"] = true, ["none"] = false }),
            DeployId = reader.Text(DeployId) ?? ProductVersion.Current,
            ShutdownGrace = TimeSpan.FromSeconds(reader.Number(ShutdownGrace, 25, 0, 3600)),
            LockDuration = TimeSpan.FromSeconds(reader.Number(LockDuration, 30, 2, 300)),
            HealthPort = reader.Number(HealthPort, 8080, 0, 65535),
            LogLevel = reader.Choice(Level, LogLevel.Information, Levels),
            LogJson = reader.Choice(Format, IsProduction(reader), new Dictionary<string, bool> { ["json"] = true, ["text"] = false }),
            KeepCompleted = JobRetention.Keep(reader.Number(KeepCompletedCount, 1000, 0, 1_000_000), TimeSpan.FromHours(reader.Number(KeepCompletedHours, 24, 1, 8760))),
            KeepFailed = JobRetention.Keep(reader.Number(KeepFailedCount, 5000, 0, 1_000_000), TimeSpan.FromDays(reader.Number(KeepFailedDays, 7, 1, 365))),
            QueueLimit = reader.Number(QueueLimit, 100, 0, 10_000),
            Http = ReadHttp(reader, concurrency),
            RunRetention = reader.Text(RunRetention) is null ? null : TimeSpan.FromDays(reader.Number(RunRetention, 36_500, 1, 36_500)),
            Otlp = ReadOtlp(reader),
            Notices = ReadNotices(reader),
        };
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    private static PostgresSettings ReadPostgres(SettingsReader reader)
    {
        var nothing = new PostgresSettings { Host = "", DatabaseName = "" };
        return reader.Required(DatabaseUrl).Length == 0 ? nothing : reader.Parsed(DatabaseUrl, nothing, url => PostgresSettings.FromUrl(url, DatabaseUrl.Name));
    }

    private static QueueConnectionOptions ReadRedis(SettingsReader reader) => ReadRedisServers(reader) with
    {
        SentinelMaster = reader.Text(SentinelMaster),
        SentinelPassword = reader.Text(SentinelPassword),
    };

    private static QueueConnectionOptions ReadRedisServers(SettingsReader reader)
    {
        if (reader.Text(RedisUrl) is not null)
        {
            return reader.Parsed(RedisUrl, new QueueConnectionOptions(), QueueConnectionOptions.Parse);
        }

        if (reader.Text(RedisHost) is not { } host)
        {
            reader.Fault($"Neither REDIS_URL nor REDIS_HOST is set. {RedisUrl.Meaning}");
            return new QueueConnectionOptions();
        }

        return new QueueConnectionOptions
        {
            Endpoints = [$"{host}:{reader.Number(RedisPort, 6379, 1, 65535)}"],
            Password = reader.Text(RedisPassword),
        };
    }

    private static HttpSettings ReadHttp(SettingsReader reader, int concurrency) => new()
    {
        EgressAllow = reader.Parsed(EgressAllow, EgressAllowList.None, text => EgressAllowList.TryParse(text, out var list, out var error) ? list : throw new FormatException(error)),
        SendEasyCronHeaders = reader.Flag(SendHeaders, true),
        Signature = reader.Parsed<RequestSignature?>(SigningSecret, null, text => RequestSignature.TryParse(text, out var signature, out var error) ? signature : throw new FormatException(error)),
        LogMaxBytes = reader.Number(LogMaxBytes, 65_536, 256, 10_485_760),
        MaxConnectionsPerHost = concurrency,
    };

    private static OtlpSettings? ReadOtlp(SettingsReader reader)
    {
        var isGrpc = reader.Choice(OtlpProtocol, false, new Dictionary<string, bool> { ["http/protobuf"] = false, ["grpc"] = true });
        if (reader.Text(OtlpEndpoint) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https")
        {
            return new OtlpSettings(endpoint, isGrpc, reader.Text(OtlpHeaders), reader.Text(OtelServiceName) ?? "easycron-worker");
        }

        reader.Fault(OtlpEndpoint, "an http:// or https:// address");
        return null;
    }

    private static string ReadQueueName(SettingsReader reader)
    {
        var name = reader.Text(JobsQueue) ?? "jobs";
        if (name.Contains(':', StringComparison.Ordinal))
        {
            reader.Fault(JobsQueue, "a name without a colon");
        }

        return name;
    }

    private static bool IsProduction(SettingsReader reader) =>
        !string.Equals(reader.Text(DotNetEnvironment) ?? (reader.Text(NodeEnv) is { } node && node != "production" ? node : "Production"), "Development", StringComparison.OrdinalIgnoreCase);
}
