using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq.Commands;

/// <summary>Creates or changes a job scheduler and puts its next job in place.</summary>
internal static class AddJobScheduler
{
    private static readonly LuaCommand Script = LuaLibrary.Get("addJobScheduler-11");

    /// <param name="record">The packed map that describes the scheduler.</param>
    /// <param name="data">The JSON of its jobs' data.</param>
    /// <param name="template">The packed options of the template.</param>
    /// <returns>The next job's id and how long it is off.</returns>
    public static async Task<(string JobId, TimeSpan Delay)> RunAsync(
        LuaRunner lua, QueueKeys keys, SchedulerIteration first, byte[] record, byte[] data, byte[] template, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            first.Next is { } next ? next : RedisValue.EmptyString, record, first.SchedulerId, data, template, first.Options, first.Now, keys.BaseArgument,
            RedisValue.EmptyString,
        ];
        var reply = await lua.RunAsync(
            Script,
            [
                keys.Repeat, keys.Delayed, keys.Wait, keys.Paused, keys.Meta, keys.Prioritized, keys.Marker, keys.Id, keys.Events, keys.PriorityCounter,
                keys.Active,
            ],
            arguments, cancellationToken).ConfigureAwait(false);
        if (!RedisReply.IsArray(reply))
        {
            throw ScriptError.For(RedisReply.Number(reply), first.SchedulerId, Script.Name);
        }

        var items = RedisReply.Items(reply);
        return (RedisReply.Text(items[0]) ?? "", TimeSpan.FromMilliseconds(RedisReply.Number(items[1])));
    }
}
