using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>A job's children: what they returned, how they failed, and which are pending. Children are named by their keys, <c>prefix:queue:id</c>.</summary>
public sealed class JobChildren
{
    private const int ScanSize = 200;

    private readonly string _jobId;
    private readonly QueueSession _session;

    internal JobChildren(string jobId, QueueSession session)
    {
        _jobId = jobId;
        _session = session;
    }

    /// <summary>Reads the return values of the children that completed.</summary>
    /// <exception cref="JobDataException">One of them does not fit <typeparamref name="T"/>; the message names the child.</exception>
    public async Task<IReadOnlyDictionary<string, T?>> ValuesAsync<T>(CancellationToken cancellationToken = default)
    {
        var fields = RedisReply.Items(await ReadAsync("HGETALL", ChildGroup.Completed, cancellationToken).ConfigureAwait(false));
        var values = new Dictionary<string, T?>(fields.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var key = RedisReply.Text(fields[i]) ?? "";
            try
            {
                values[key] = QueueJson.Deserialize<T>(RedisReply.Bytes(fields[i + 1]), _session.Json);
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                throw new JobDataException(key, $"its return value is {exception.Message}", exception);
            }
        }

        return values;
    }

    /// <summary>Reads why children failed whose failure the job was to ignore or to go on with.</summary>
    public async Task<IReadOnlyDictionary<string, string>> IgnoredFailuresAsync(CancellationToken cancellationToken = default)
    {
        var fields = RedisReply.Items(await ReadAsync("HGETALL", ChildGroup.Ignored, cancellationToken).ConfigureAwait(false));
        return fields.Chunk(2).ToDictionary(pair => RedisReply.Text(pair[0]) ?? "", pair => RedisReply.Text(pair[1]) ?? "", StringComparer.Ordinal);
    }

    /// <summary>The keys of the children whose failure fails the job, oldest failure first.</summary>
    public async Task<IReadOnlyList<string>> FailedAsync(CancellationToken cancellationToken = default) => RedisReply.Texts(
        await _session.Link.ExecuteAsync("ZRANGE", [Key(ChildGroup.Failed), 0, -1], cancellationToken).ConfigureAwait(false));

    /// <summary>The keys of the children the job still waits for, in no order.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken = default) =>
        RedisReply.Texts(await ReadAsync("SMEMBERS", ChildGroup.Pending, cancellationToken).ConfigureAwait(false));

    /// <summary>How many children there are of each kind.</summary>
    public Task<ChildCounts> CountsAsync(CancellationToken cancellationToken = default) =>
        GetDependencyCounts.RunAsync(_session.Lua, _session.Keys, _jobId, cancellationToken);

    /// <summary>Reads the children of a kind with their jobs, in no order and piece by piece, however many there are.</summary>
    /// <param name="group">The kind.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <remarks>A child that comes or goes meanwhile may be missed; while the set grows a lot, one may come twice.</remarks>
    public async IAsyncEnumerable<ChildJob> ListAsync(ChildGroup group, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (command, isPairs) = group switch
        {
            ChildGroup.Pending => ("SSCAN", false),
            ChildGroup.Failed => ("ZSCAN", true),
            _ => ("HSCAN", true),
        };
        var cursor = "0";
        do
        {
            var reply = RedisReply.Items(await _session.Link.ExecuteAsync(command, [Key(group), cursor, "COUNT", ScanSize], cancellationToken).ConfigureAwait(false));
            cursor = RedisReply.Text(reply[0]) ?? "0";
            var reads = RedisReply.Items(reply[1]).Chunk(isPairs ? 2 : 1)
                .Select(item => ReadChildAsync(RedisReply.Text(item[0]) ?? "", group is ChildGroup.Completed or ChildGroup.Ignored ? RedisReply.Bytes(item[1]) : null, cancellationToken))
                .ToList();
            foreach (var read in reads)
            {
                var (key, value, job) = await read.ConfigureAwait(false);
                yield return new ChildJob(
                    key, job, group == ChildGroup.Completed ? new ReadOnlyMemory<byte>(value) : default(ReadOnlyMemory<byte>?), group == ChildGroup.Ignored ? Encoding.UTF8.GetString(value ?? []) : null);
            }
        }
        while (cursor != "0");
    }

    /// <summary>Deletes the pending children with theirs; those that are being processed, and those that failed, stay.</summary>
    /// <remarks>When none is left pending, the job itself is put in line.</remarks>
    public Task RemovePendingAsync(CancellationToken cancellationToken = default) =>
        RemoveUnprocessedChildren.RunAsync(_session.Lua, _session.Keys, _jobId, cancellationToken);

    private async Task<(string Key, byte[]? Value, Job? Job)> ReadChildAsync(string key, byte[]? value, CancellationToken cancellationToken)
    {
        var fields = RedisReply.Items(await _session.Link.ExecuteAsync("HGETALL", [(RedisKey)key], cancellationToken).ConfigureAwait(false));
        var job = JobKey.TrySplit(key, out var prefix, out var queue, out var id) && JobHash.Read(id, fields) is { } record
            ? new Job(record, _session.Of(new QueueName(queue, prefix)))
            : null;
        return (key, value, job);
    }

    private Task<RedisResult> ReadAsync(string command, ChildGroup group, CancellationToken cancellationToken) =>
        _session.Link.ExecuteAsync(command, [Key(group)], cancellationToken);

    private RedisKey Key(ChildGroup group) => _session.Keys.OfJob(_jobId, group switch
    {
        ChildGroup.Completed => "processed",
        ChildGroup.Pending => "dependencies",
        ChildGroup.Ignored => "failed",
        ChildGroup.Failed => "unsuccessful",
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "There is no such kind of children."),
    });
}
