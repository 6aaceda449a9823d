using System.Text.Json;

namespace EasyCron.Worker.Notices;

/// <summary>What is remembered of a job from one notice to the next. It lives in Redis, shared by all workers.</summary>
internal sealed record NoticeMemory
{
    /// <summary>Nothing is remembered: the first run, or Redis has come back empty.</summary>
    public static NoticeMemory None { get; } = new();

    /// <summary>Whether the last end was OK; null where it is not known.</summary>
    public bool? WasGood { get; init; }

    /// <summary>When the last notice was made.</summary>
    public DateTimeOffset? LastToldAt { get; init; }

    /// <summary>The day that <see cref="ToldToday"/> counts, as the job's zone has it.</summary>
    public string? Day { get; init; }

    /// <summary>Notices made on that day.</summary>
    public int ToldToday { get; init; }

    /// <summary>Notices held back since the last one made.</summary>
    public int HeldBack { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote; text that is something else is like no memory at all.</summary>
    public static NoticeMemory Parse(string? json)
    {
        try
        {
            return (json is null ? null : JsonSerializer.Deserialize(json, NoticeLedgerJson.Default.NoticeMemory)) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NoticeLedgerJson.Default.NoticeMemory);
}
