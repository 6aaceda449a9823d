using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes a job, with its children where asked.</summary>
internal static class RemoveJob
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeJob-2");

    /// <exception cref="JobLockedException">It, or a child that was to go with it, is being processed.</exception>
    /// <exception cref="JobBelongsToSchedulerException">A job scheduler lives by it.</exception>
    public static async Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, bool childrenToo, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(
            Script, [keys.Job(jobId), keys.Repeat], [jobId, childrenToo ? "1" : "0", keys.BaseArgument], cancellationToken).ConfigureAwait(false);
        if (reply.NumberOrThrow(Script, jobId) == 0)
        {
            throw new JobLockedException(jobId, Script.Name);
        }
    }
}
