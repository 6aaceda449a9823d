using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>What a <see cref="RedisScript"/> returned.</summary>
public readonly struct RedisAnswer
{
    private readonly RedisResult? _result;

    internal RedisAnswer(RedisResult result)
    {
        _result = result;
    }

    /// <summary>Whether it returned nothing (Lua's nil or false).</summary>
    public bool IsNull => _result is null || _result.IsNull;

    /// <summary>The answer as text; null for nothing.</summary>
    public string? Text => _result is null ? null : RedisReply.Text(_result);

    /// <summary>The answer as a whole number; 0 for nothing.</summary>
    public long Number => _result is null ? 0 : RedisReply.Number(_result);

    /// <summary>The items of a table; none for anything else.</summary>
    public IReadOnlyList<RedisAnswer> Items => _result is null ? [] : [.. RedisReply.Items(_result).Select(item => new RedisAnswer(item))];
}
