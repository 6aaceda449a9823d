using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>
/// Adds one job that may run at once and takes its id from the queue's counter. <see cref="AddJobs"/> can do that too, but carries
/// along what other jobs need, and Redis sets up all of a script's functions at each call.
/// </summary>
internal static class AddStandardJob
{
    private static readonly LuaCommand Script = LuaLibrary.Get("addStandardJob-9");

    /// <summary>Whether this command does for the job all that it asks for.</summary>
    public static bool Suits(NewJob job) => job is { IsPlain: true, InFlow: false, Options.Priority: 0 } && job.Options.Delay == TimeSpan.Zero;

    public static async Task<AddJobs.Outcome> RunAsync(LuaRunner lua, QueueKeys keys, NewJob job, CancellationToken cancellationToken)
    {
        RedisKey[] names = [keys.Wait, keys.Paused, keys.Meta, keys.Id, keys.Completed, keys.Delayed, keys.Active, keys.Events, keys.Marker];
        var reply = await lua.RunAsync(Script, names, [job.Pack(keys), job.Data, JobOptionsPacker.Pack(job.Options)], cancellationToken).ConfigureAwait(false);
        return new AddJobs.Outcome(RedisReply.Text(reply) ?? "", Created: true, Error: null);
    }
}
