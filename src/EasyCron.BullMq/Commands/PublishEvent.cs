using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Appends an event of the caller's own to a queue's stream.</summary>
internal static class PublishEvent
{
    private static readonly LuaCommand Script = LuaLibrary.Get("publishEvent-2");

    /// <returns>The event's position in the stream.</returns>
    public static async Task<string> RunAsync(
        LuaRunner lua, QueueKeys keys, string name, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [name, .. fields.SelectMany(field => new RedisValue[] { field.Key, field.Value })];
        return RedisReply.Text(await lua.RunAsync(Script, [keys.Events, keys.Meta], arguments, cancellationToken).ConfigureAwait(false)) ?? "";
    }
}
