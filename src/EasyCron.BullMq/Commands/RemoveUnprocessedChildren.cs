using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Deletes a job's pending children with theirs; those being processed stay.</summary>
internal static class RemoveUnprocessedChildren
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeUnprocessedChildren-2");

    public static Task RunAsync(LuaRunner lua, QueueKeys keys, string jobId, CancellationToken cancellationToken) =>
        lua.RunAsync(Script, [keys.Job(jobId), keys.Meta], [keys.BaseArgument, jobId], cancellationToken);
}
