using System.Globalization;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>A queue's settings as they stand in Redis.</summary>
public sealed record QueueMeta
{
    /// <summary>Whether it is paused for all workers.</summary>
    public bool IsPaused { get; init; }

    /// <summary>How many jobs may run at once over all workers; null for no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many jobs may be started in a window over all workers; null for no limit.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>About how many events its stream keeps; null until the first job is added, which makes it 10,000.</summary>
    public long? MaxEvents { get; init; }

    /// <summary>The library that last wrote its name there, for example <c>bullmq:6.7.0</c>; null for none. This library does not.</summary>
    public string? Version { get; init; }

    /// <summary>Everything that is stored, as text.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    internal static async Task<QueueMeta> ReadAsync(QueueSession session, CancellationToken cancellationToken)
    {
        var items = RedisReply.Items(await session.Link.ExecuteAsync("HGETALL", [session.Keys.Meta], cancellationToken).ConfigureAwait(false));
        var fields = items.Chunk(2).ToDictionary(pair => RedisReply.Text(pair[0]) ?? "", pair => RedisReply.Text(pair[1]) ?? "", StringComparer.Ordinal);
        return new QueueMeta
        {
            Fields = fields,
            IsPaused = fields.ContainsKey("paused"),
            Concurrency = (int?)Number("concurrency"),
            RateLimit = Number("max") is { } max && Number("duration") is { } millis ? new RateLimit((int)max, TimeSpan.FromMilliseconds(millis)) : null,
            MaxEvents = (long?)Number("opts.maxLenEvents"),
            Version = fields.GetValueOrDefault("version"),
        };

        // Others write these fields too; what is no sensible number counts as left out.
        double? Number(string name) => fields.TryGetValue(name, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= int.MaxValue ? number : null;
    }
}
