using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.BullMq;

namespace EasyCron.Worker.Notices;

/// <summary>The queue in which notices wait to be delivered, so that an outage of the mail service delays them, loses none and slows no run.</summary>
internal sealed partial class NoticeQueue(QueueConnection connection, string prefix)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "easycron-notices";

    /// <summary>Tries that fail before a notice is given up: the waits between them add up to three days.</summary>
    public const int Attempts = 80;

    /// <summary>How notices are spelled in the queue.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<NoticeChannel>(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = NoticeJson.Default,
    };

    private readonly Queue _queue = new(Name, connection, new QueueOptions { Prefix = prefix, Json = Json });

    /// <summary>The queue.</summary>
    public Queue Queue => _queue;

    /// <summary>Puts notices in line. One whose id is there already stays as it is.</summary>
    public async Task AddAsync(IEnumerable<(string Id, Notice Notice)> notices, CancellationToken cancellationToken)
    {
        var jobs = notices.Select(notice => new JobToAdd(
            notice.Notice.Kind, notice.Notice, new JobOptions { JobId = notice.Id, Attempts = Attempts, Backoff = new Backoff(NoticeBackoff.Name) }));
        foreach (var added in await _queue.AddManyAsync(jobs, cancellationToken))
        {
            if (added.Error is { } error)
            {
                throw error;
            }
        }
    }

    [JsonSerializable(typeof(Notice))]
    [JsonSerializable(typeof(string))]
    private sealed partial class NoticeJson : JsonSerializerContext;
}
