using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes a paused queue with everything in it, step by step.</summary>
internal static class Obliterate
{
    private static readonly LuaCommand Script = LuaLibrary.Get("obliterate-2");

    private const int ActiveJobs = -2;

    /// <param name="count">How many jobs to delete in this step.</param>
    /// <param name="force">Whether jobs being processed go too.</param>
    /// <returns>Whether there is more to do.</returns>
    /// <exception cref="QueueException">The queue is not paused, or jobs are being processed.</exception>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, int count, bool force, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(Script, [keys.Meta, keys.Base], [count, force ? "force" : ""], cancellationToken).ConfigureAwait(false);
        return RedisReply.Number(reply) switch
        {
            >= 0 and var more => more == 1,
            ActiveJobs => throw new QueueException($"The queue {keys.Queue} cannot be obliterated because jobs of it are being processed; wait for them or use force. It stays paused."),
            _ => throw new QueueException($"The queue {keys.Queue} cannot be obliterated because somebody resumed it meanwhile."),
        };
    }
}
