using System.Globalization;
using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>Limits on a queue that hold over all its workers, whatever their language.</summary>
public sealed class QueueLimits
{
    private const string UnlimitedJobs = "9007199254740991";

    private readonly QueueSession _session;

    internal QueueLimits(QueueSession session)
    {
        _session = session;
    }

    /// <summary>Keeps workers from taking jobs for a while.</summary>
    /// <param name="duration">At least one millisecond.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <remarks>BullMQ's workers heed it only when they have a rate limit, or the queue has one by <see cref="SetGlobalRateLimitAsync"/>.</remarks>
    public Task RateLimitAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        var millis = ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return _session.Link.ExecuteAsync("SET", [_session.Keys.Limiter, UnlimitedJobs, "PX", millis], cancellationToken);
    }

    /// <summary>Ends a rate limit that is in force now; the rule itself stays.</summary>
    public Task EndRateLimitAsync(CancellationToken cancellationToken = default) => _session.Link.ExecuteAsync("DEL", [_session.Keys.Limiter], cancellationToken);

    /// <summary>How long the queue is rate limited from now on; zero when it is not.</summary>
    /// <param name="max">A worker's own number of jobs per window; null for the queue's.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<TimeSpan> RateLimitLeftAsync(int? max = null, CancellationToken cancellationToken = default)
    {
        var millis = await GetRateLimitTtl.RunAsync(_session.Lua, _session.Keys, max ?? 0, cancellationToken).ConfigureAwait(false);
        return TimeSpan.FromMilliseconds(Math.Max(millis, 0));
    }

    /// <summary>Sets how many jobs of the queue may be started in a window of time; null for no limit.</summary>
    public Task SetGlobalRateLimitAsync(RateLimit? limit, CancellationToken cancellationToken = default)
    {
        if (limit is null)
        {
            return _session.Link.ExecuteAsync("HDEL", [_session.Keys.Meta, "max", "duration"], cancellationToken);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit.Max, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.Duration, TimeSpan.FromMilliseconds(1));
        return _session.Link.ExecuteAsync("HSET", [_session.Keys.Meta, "max", limit.Max, "duration", JobOptionsPacker.Milliseconds(limit.Duration)], cancellationToken);
    }

    /// <summary>The queue's rate limit; null for none.</summary>
    public async Task<RateLimit?> GetGlobalRateLimitAsync(CancellationToken cancellationToken = default) =>
        (await QueueMeta.ReadAsync(_session, cancellationToken).ConfigureAwait(false)).RateLimit;

    /// <summary>Sets how many jobs of the queue may run at once; null for no limit. Running jobs are not stopped.</summary>
    public Task SetGlobalConcurrencyAsync(int? limit, CancellationToken cancellationToken = default)
    {
        if (limit is not { } most)
        {
            return _session.Link.ExecuteAsync("HDEL", [_session.Keys.Meta, "concurrency"], cancellationToken);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(limit));
        return _session.Link.ExecuteAsync("HSET", [_session.Keys.Meta, "concurrency", most], cancellationToken);
    }

    /// <summary>How many jobs of the queue may run at once; null for no limit.</summary>
    public async Task<int?> GetGlobalConcurrencyAsync(CancellationToken cancellationToken = default) =>
        (await QueueMeta.ReadAsync(_session, cancellationToken).ConfigureAwait(false)).Concurrency;

    /// <summary>Whether as many jobs run now as may run at once.</summary>
    public Task<bool> IsMaxedAsync(CancellationToken cancellationToken = default) => IsMaxed.RunAsync(_session.Lua, _session.Keys, cancellationToken);
}
