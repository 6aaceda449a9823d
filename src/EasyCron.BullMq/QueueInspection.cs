using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Questions about a queue; none of them changes it.</summary>
public sealed class QueueInspection
{
    private static readonly JobState[] CountedStates =
    [
        JobState.Active, JobState.Completed, JobState.Delayed, JobState.Failed, JobState.Prioritized, JobState.Waiting, JobState.WaitingChildren,
    ];

    private readonly QueueConnection _connection;
    private readonly QueueKeys _keys;

    internal QueueInspection(QueueConnection connection, QueueKeys keys)
    {
        _connection = connection;
        _keys = keys;
    }

    /// <summary>How many jobs there are by state.</summary>
    /// <param name="states">The states asked for; none means all.</param>
    public async Task<IReadOnlyDictionary<JobState, long>> CountsAsync(IReadOnlyList<JobState>? states = null, CancellationToken cancellationToken = default)
    {
        var asked = states is { Count: > 0 } ? states : CountedStates;
        var counts = await GetCounts.RunAsync(_connection.Lua, _keys, asked, cancellationToken).ConfigureAwait(false);
        var byState = new Dictionary<JobState, long>();
        for (var i = 0; i < asked.Count; i++)
        {
            byState[asked[i]] = counts[i];
        }

        return byState;
    }

    /// <summary>Where a job is; <see cref="JobState.Unknown"/> when it is nowhere.</summary>
    public Task<JobState> StateAsync(string jobId, CancellationToken cancellationToken = default) =>
        GetState.RunAsync(_connection.Lua, _keys, jobId, cancellationToken);

    /// <summary>Whether the queue is paused for all workers.</summary>
    public async Task<bool> IsPausedAsync(CancellationToken cancellationToken = default) =>
        RedisReply.Number(await _connection.Link.ExecuteAsync("HEXISTS", [_keys.Meta, "paused"], cancellationToken).ConfigureAwait(false)) == 1;
}
