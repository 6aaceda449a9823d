using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq;

/// <summary>A job while it is being processed, and what its processor may do with it.</summary>
public sealed class JobContext
{
    private readonly ActiveJob _active;
    private readonly WorkerSession _session;

    internal JobContext(ActiveJob active, WorkerSession session)
    {
        _active = active;
        _session = session;
    }

    /// <summary>The job's id.</summary>
    public string Id => Record.Id;

    /// <summary>The job's name.</summary>
    public string Name => Record.Name;

    /// <summary>The queue it was taken from.</summary>
    public QueueName Queue => _session.Keys.Queue;

    /// <summary>The options it was added with.</summary>
    public JobOptions Options => Record.Options;

    /// <summary>The data's JSON as stored.</summary>
    public ReadOnlyMemory<byte> DataJson => Record.Data;

    /// <summary>When it was added.</summary>
    public DateTimeOffset Timestamp => UnixTime.FromMilliseconds(Record.Timestamp);

    /// <summary>Attempts that ended before this one.</summary>
    public int AttemptsMade => Record.AttemptsMade;

    /// <summary>How often it was started, this time included.</summary>
    public int AttemptsStarted => Record.AttemptsStarted;

    /// <summary>How often it lost its worker.</summary>
    public int StalledCount => Record.StalledCount;

    /// <summary>The job scheduler that made it; null for a job of its own.</summary>
    public string? SchedulerId => Record.RepeatJobKey;

    /// <summary>The parent's key, <c>prefix:queue:id</c>; null for a job without one.</summary>
    public string? ParentKey => Record.ParentKey;

    /// <summary>Why the cancellation token was fired, if it was.</summary>
    public JobCancellation Cancellation => _active.Cancellation;

    internal JobRecord Record => _active.Record;

    /// <summary>Reads the data.</summary>
    /// <exception cref="JobDataException">It is not valid JSON or does not fit <typeparamref name="T"/>; escaping the processor it fails the job for good.</exception>
    public T? GetData<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Record.Data, _session.Options.Json);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new JobDataException(Id, exception.Message, exception);
        }
    }

    /// <summary>Replaces the data in Redis and here.</summary>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task UpdateDataAsync<T>(T data, CancellationToken cancellationToken = default)
    {
        var json = QueueJson.Serialize(data, _session.Options.Json);
        await UpdateData.RunAsync(_session.Lua, _session.Keys, Id, json, cancellationToken).ConfigureAwait(false);
        Record.Data = json;
    }

    /// <summary>Stores the progress and announces it to whoever watches the queue.</summary>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public async Task UpdateProgressAsync<T>(T progress, CancellationToken cancellationToken = default)
    {
        var json = QueueJson.Serialize(progress, _session.Options.Json);
        await UpdateProgress.RunAsync(_session.Lua, _session.Keys, Id, json, cancellationToken).ConfigureAwait(false);
        Record.ProgressJson = json;
    }

    /// <summary>Appends a row to the job's log, of which <see cref="JobOptions.KeepLogs"/> rows are kept.</summary>
    /// <returns>How many rows there are now.</returns>
    /// <exception cref="JobNotFoundException">The job was removed meanwhile.</exception>
    public Task<long> LogAsync(string row, CancellationToken cancellationToken = default) =>
        AddLog.RunAsync(_session.Lua, _session.Keys, Id, row, Options.KeepLogs, cancellationToken);
}
