using System.Globalization;
using EasyCron.BullMq;

namespace EasyCron.Worker.Schedule;

/// <summary>
/// The lease in Redis by which one instance of a fleet keeps the schedules. It saves work and is not what correctness rests on: it may be lost at
/// any time, and two that hold it do no harm.
/// </summary>
internal sealed class KeeperLease(QueueConnection connection, QueueName queue, string owner)
{
    /// <summary>How long it holds without being renewed, and so how long schedules wait for another keeper after a crash.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private static readonly RedisScript Hold = ScheduleScripts.Get("holdLease");
    private static readonly RedisScript GiveUp = ScheduleScripts.Get("giveUpLease");

    private readonly string _key = ScheduleKeys.Of(queue, "keeper");
    private readonly string _mark = ScheduleKeys.Of(queue, "kept");

    /// <summary>Takes or renews the lease.</summary>
    public async Task<LeaseAnswer> HoldAsync(CancellationToken cancellationToken)
    {
        var answer = (await connection.RunAsync(Hold, [_key, _mark], [owner, (long)Duration.TotalMilliseconds], cancellationToken)).Items;
        var keptAt = answer[2].Text is { } text ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture)) : (DateTimeOffset?)null;
        return new LeaseAnswer(answer[0].Number == 1, FromMicroseconds(answer[1].Text), keptAt);
    }

    /// <summary>Gives the lease up, so that another instance need not wait for its end.</summary>
    public Task GiveUpAsync(CancellationToken cancellationToken) => connection.RunAsync(GiveUp, [_key], [owner], cancellationToken);

    private static DateTimeOffset FromMicroseconds(string? text) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(text ?? "0", CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
}

/// <summary>What Redis said about the lease.</summary>
/// <param name="IsHeld">Whether it is ours now.</param>
/// <param name="Time">The time by Redis' clock.</param>
/// <param name="KeptAt">When the lease was last held by anybody before this call, by Redis' clock; null where Redis knows of no keeper.</param>
internal readonly record struct LeaseAnswer(bool IsHeld, DateTimeOffset Time, DateTimeOffset? KeptAt);
