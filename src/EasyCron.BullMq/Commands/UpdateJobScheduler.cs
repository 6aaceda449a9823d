using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq.Commands;

/// <summary>Puts a scheduler's following job in place; only its current job is listened to.</summary>
internal static class UpdateJobScheduler
{
    private static readonly LuaCommand Script = LuaLibrary.Get("updateJobScheduler-12");

    /// <param name="producerId">The job that is being taken.</param>
    /// <returns>The following job's id, or null where nothing was to be done.</returns>
    public static async Task<string?> RunAsync(LuaRunner lua, QueueKeys keys, SchedulerIteration next, string producerId, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            next.Next is { } millis ? millis : RedisValue.EmptyString, next.SchedulerId, "{}", next.Options, next.Now, keys.BaseArgument, producerId,
        ];
        var reply = await lua.RunAsync(
            Script,
            [
                keys.Repeat, keys.Delayed, keys.Wait, keys.Paused, keys.Meta, keys.Prioritized, keys.Marker, keys.Id, keys.Events, keys.PriorityCounter,
                keys.Job(producerId), keys.Active,
            ],
            arguments, cancellationToken).ConfigureAwait(false);
        return RedisReply.Text(reply);
    }
}
