using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq.Commands;

/// <summary>Reads one job scheduler.</summary>
internal static class GetJobScheduler
{
    private static readonly LuaCommand Script = LuaLibrary.Get("getJobScheduler-1");

    public static async Task<JobScheduler?> RunAsync(LuaRunner lua, QueueKeys keys, string schedulerId, CancellationToken cancellationToken)
    {
        var items = RedisReply.Items(await lua.RunAsync(Script, [keys.Repeat], [schedulerId], cancellationToken).ConfigureAwait(false));
        return items.Length < 2 ? null : SchedulerHash.Read(schedulerId, RedisReply.Items(items[0]), RedisReply.Number(items[1]));
    }
}
