using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Settings;

/// <summary>Everything the environment decides, read once at start.</summary>
internal sealed record WorkerSettings
{
    public required PostgresSettings Postgres { get; init; }
    public required QueueConnectionOptions Redis { get; init; }
    public required string Prefix { get; init; }
    public required string JobsQueue { get; init; }
    public required int Concurrency { get; init; }
    public required string WorkerName { get; init; }
    public required TimeSpan SyncInterval { get; init; }
    public required bool CatchUp { get; init; }
    public required string DeployId { get; init; }
    public required TimeSpan ShutdownGrace { get; init; }
    public required TimeSpan LockDuration { get; init; }
    public required int HealthPort { get; init; }
    public required LogLevel LogLevel { get; init; }
    public required bool LogJson { get; init; }
    public required JobRetention KeepCompleted { get; init; }
    public required JobRetention KeepFailed { get; init; }
    public required int QueueLimit { get; init; }
    public required HttpSettings Http { get; init; }
    public TimeSpan? RunRetention { get; init; }
    public OtlpSettings? Otlp { get; init; }
    public required NoticeSettings Notices { get; init; }
}
