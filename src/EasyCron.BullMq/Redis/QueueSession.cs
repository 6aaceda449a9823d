using System.Text.Json;

namespace EasyCron.BullMq.Redis;

/// <summary>What every handle of one queue needs: its keys, the way to Redis, and how its JSON is read and written.</summary>
internal sealed record QueueSession(QueueKeys Keys, QueueConnection Connection, JsonSerializerOptions Json)
{
    public LuaRunner Lua => Connection.Lua;

    public RedisLink Link => Connection.Link;

    public TimeProvider Clock => Connection.Clock;

    /// <summary>The same for another queue on the same connection.</summary>
    public QueueSession Of(QueueName queue) => this with { Keys = new QueueKeys(queue) };
}
