using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>A Lua script of the caller's own, to be run on a queue connection beside the library's: locks, counters, ledgers.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="text">The Lua text. On Redis Cluster all keys it touches must share a hash tag.</param>
public sealed class RedisScript(string name, string text)
{
    internal LuaCommand Command { get; } = new(name, text);

    /// <summary>What messages call it.</summary>
    public string Name => Command.Name;
}
