namespace EasyCron.BullMq.Redis;

/// <summary>Reads the replies of stream commands that were sent as plain ones, because the client's own cannot wait in the server.</summary>
internal static class StreamReply
{
    /// <summary>The entries of one stream as <c>XRANGE</c> and <c>XREVRANGE</c> answer them.</summary>
    public static IReadOnlyList<StreamEntry> Entries(RedisResult reply) => [.. RedisReply.Items(reply).Select(Entry)];

    /// <summary>The entries that <c>XREAD</c> answers for the one stream it was asked for; none when its time passed.</summary>
    public static IReadOnlyList<StreamEntry> ReadEntries(RedisResult reply)
    {
        // A list of [stream, entries] in the second version of the protocol, a map in the third, which comes flat.
        var streams = RedisReply.Items(reply);
        return streams.Length == 0 ? []
            : RedisReply.IsArray(streams[0]) ? Entries(RedisReply.Items(streams[0])[1])
            : Entries(streams[1]);
    }

    private static StreamEntry Entry(RedisResult entry)
    {
        var parts = RedisReply.Items(entry);

        // An entry that was deleted while it was being handed out has no fields.
        var fields = parts.Length > 1 ? RedisReply.Items(parts[1]) : [];
        var named = new List<KeyValuePair<string, string>>(fields.Length / 2);
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            named.Add(new(RedisReply.Text(fields[i]) ?? "", RedisReply.Text(fields[i + 1]) ?? ""));
        }

        return new StreamEntry(RedisReply.Text(parts[0]) ?? "", named);
    }
}

/// <summary>One entry of a stream: its id, and its fields in order.</summary>
internal sealed record StreamEntry(string Id, IReadOnlyList<KeyValuePair<string, string>> Fields);
