using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Breaks the link between a child and its parent.</summary>
internal static class RemoveChildDependency
{
    private static readonly LuaCommand Script = LuaLibrary.Get("removeChildDependency-1");

    /// <returns>Whether there was such a link.</returns>
    public static async Task<bool> RunAsync(LuaRunner lua, QueueKeys keys, string jobId, string parentKey, CancellationToken cancellationToken)
    {
        var reply = await lua.RunAsync(Script, [keys.Base], [keys.Base + jobId, parentKey], cancellationToken).ConfigureAwait(false);
        return reply.NumberOrThrow(Script, jobId, parentKey: parentKey) == 0;
    }
}
