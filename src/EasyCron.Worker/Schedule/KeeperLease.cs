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

    private static readonly RedisScript Hold = EmbeddedScripts.Get("Schedule/holdLease");
    private static readonly RedisScript GiveUp = EmbeddedScripts.Get("Schedule/giveUpLease");

    private readonly string _key = ScheduleKeys.Of(queue, "keeper");
    private readonly string _heldAt = ScheduleKeys.Of(queue, "held-at");
    private readonly string _passedAt = ScheduleKeys.Of(queue, "passed-at");

    /// <summary>Takes or renews the lease.</summary>
    /// <param name="hasPassed">Whether a pass has just succeeded.</param>
    /// <param name="cancellationToken">Cancels the wait; the lease may have been taken.</param>
    public async Task<LeaseAnswer> HoldAsync(bool hasPassed = false, CancellationToken cancellationToken = default)
    {
        object[] arguments = [owner, (long)Duration.TotalMilliseconds, hasPassed ? 1 : 0];
        var answer = (await connection.RunAsync(Hold, [_key, _heldAt, _passedAt], arguments, cancellationToken)).Items;
        return new LeaseAnswer(answer[0].Number == 1, Time(answer[1]) ?? default, Time(answer[2]), Time(answer[3]));
    }

    /// <summary>Gives the lease up, so that another instance need not wait for its end.</summary>
    public Task GiveUpAsync(CancellationToken cancellationToken) => connection.RunAsync(GiveUp, [_key], [owner], cancellationToken);

    private static DateTimeOffset? Time(RedisAnswer microseconds) =>
        microseconds.Text is { } text ? DateTimeOffset.UnixEpoch.AddTicks(long.Parse(text, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond) : null;
}

/// <summary>What Redis said about the lease; all times are by its clock.</summary>
/// <param name="IsHeld">Whether it is ours now.</param>
/// <param name="Time">The time of the answer.</param>
/// <param name="HeldAt">When the lease was last held by anybody before this call; null where Redis knows of no keeper.</param>
/// <param name="PassedAt">When anybody's pass last succeeded; null where Redis knows of none.</param>
internal readonly record struct LeaseAnswer(bool IsHeld, DateTimeOffset Time, DateTimeOffset? HeldAt, DateTimeOffset? PassedAt);
