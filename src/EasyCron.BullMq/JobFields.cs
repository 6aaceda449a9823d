using System.Diagnostics;
using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>What is stored of a job, as it was read, and the acts that are allowed whatever its state.</summary>
public abstract class JobFields
{
    private protected JobFields(JobRecord record, QueueSession session)
    {
        Record = record;
        Session = session;
        Children = new JobChildren(record.Id, session);
    }

    /// <summary>The job's id.</summary>
    public string Id => Record.Id;

    /// <summary>The job's name.</summary>
    public string Name => Record.Name;

    /// <summary>The queue it is in.</summary>
    public QueueName Queue => Session.Keys.Queue;

    /// <summary>The options it was added with.</summary>
    public JobOptions Options => Record.Options;

    /// <summary>The data's JSON as stored.</summary>
    public ReadOnlyMemory<byte> DataJson => Record.Data;

    /// <summary>The progress' JSON as stored; null before the first report.</summary>
    public ReadOnlyMemory<byte>? ProgressJson => Record.ProgressJson is { } json ? new ReadOnlyMemory<byte>(json) : default(ReadOnlyMemory<byte>?);

    /// <summary>When it was added.</summary>
    public DateTimeOffset Timestamp => UnixTime.FromMilliseconds(Record.Timestamp);

    /// <summary>0 for none, 1 (first) to 2097151 (last).</summary>
    public int Priority => Record.Priority;

    /// <summary>Attempts that have ended.</summary>
    public int AttemptsMade => Record.AttemptsMade;

    /// <summary>How often it was started.</summary>
    public int AttemptsStarted => Record.AttemptsStarted;

    /// <summary>How often it lost its worker.</summary>
    public int StalledCount => Record.StalledCount;

    /// <summary>The job scheduler that made it; null for a job of its own.</summary>
    public string? SchedulerId => Record.RepeatJobKey;

    /// <summary>The parent's key, <c>prefix:queue:id</c>; null for a job without one.</summary>
    public string? ParentKey => Record.ParentKey;

    /// <summary>The deduplication it was added under; null for none.</summary>
    public string? DeduplicationId => Record.DeduplicationId;

    /// <summary>The trace its producer was in, for a processor of jobs fetched by hand to go on with; null for none. Workers do so themselves.</summary>
    public ActivityContext? TraceContext => Telemetry.TraceContext.Read(Options.TelemetryMetadata);

    /// <summary>The job as the parent of jobs to be added.</summary>
    public ParentReference AsParent => new(Id, Queue.Qualified);

    /// <summary>Its children.</summary>
    public JobChildren Children { get; }

    internal JobRecord Record { get; }

    private protected QueueSession Session { get; }

    /// <summary>Reads the data.</summary>
    /// <exception cref="JobDataException">It is not valid JSON or does not fit <typeparamref name="T"/>; escaping a processor it fails the job for good.</exception>
    public T? GetData<T>() => Read<T>(Record.Data);

    /// <summary>Reads the progress; the default where there is none.</summary>
    /// <exception cref="JobDataException">It does not fit <typeparamref name="T"/>.</exception>
    public T? GetProgress<T>() => Record.ProgressJson is { } json ? Read<T>(json) : default;

    /// <summary>Replaces the data in Redis and here.</summary>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task UpdateDataAsync<T>(T data, CancellationToken cancellationToken = default)
    {
        var json = QueueJson.Serialize(data, Session.Json);
        await UpdateData.RunAsync(Session.Lua, Session.Keys, Id, json, cancellationToken).ConfigureAwait(false);
        Record.Data = json;
    }

    /// <summary>Stores the progress and announces it to whoever watches the queue.</summary>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task UpdateProgressAsync<T>(T progress, CancellationToken cancellationToken = default)
    {
        var json = QueueJson.Serialize(progress, Session.Json);
        await UpdateProgress.RunAsync(Session.Lua, Session.Keys, Id, json, cancellationToken).ConfigureAwait(false);
        Record.ProgressJson = json;
    }

    /// <summary>Appends a row to the job's log, of which <see cref="JobOptions.KeepLogs"/> rows are kept.</summary>
    /// <returns>How many rows there are now.</returns>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public Task<long> LogAsync(string row, CancellationToken cancellationToken = default) =>
        AddLog.RunAsync(Session.Lua, Session.Keys, Id, row, Options.KeepLogs, cancellationToken);

    private protected T? Read<T>(ReadOnlyMemory<byte> json)
    {
        try
        {
            return QueueJson.Deserialize<T>(json.Span, Session.Json);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new JobDataException(Id, exception.Message, exception);
        }
    }
}
