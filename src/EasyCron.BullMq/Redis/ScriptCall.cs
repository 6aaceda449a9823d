namespace EasyCron.BullMq.Redis;

/// <summary>A script and what it is called with.</summary>
internal readonly record struct ScriptCall(LuaCommand Command, RedisKey[] Keys, RedisValue[] Arguments);
