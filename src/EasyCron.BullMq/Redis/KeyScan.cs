using System.Runtime.CompilerServices;

namespace EasyCron.BullMq.Redis;

/// <summary>Walks through the keys of one queue, on the server that owns them.</summary>
internal static class KeyScan
{
    private const int PageSize = 1000;

    /// <summary>Pages of what follows the queue's prefix in each key; a key may come twice.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> SuffixesAsync(QueueSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var owner = await session.Link.OwnerOfAsync(session.Keys.Meta, cancellationToken).ConfigureAwait(false);
        var link = session.Connection.OpenNode(owner, clientName: null);
        await using var closing = link.ConfigureAwait(false);
        var cursor = "0";
        do
        {
            var reply = RedisReply.Items(await link.ExecuteAsync(
                "SCAN", [cursor, "MATCH", Literally(session.Keys.Base) + "*", "COUNT", PageSize], cancellationToken).ConfigureAwait(false));
            cursor = RedisReply.Text(reply[0]) ?? "0";
            yield return [.. RedisReply.Texts(reply[1]).Select(key => key[session.Keys.Base.Length..])];
        }
        while (cursor != "0");
    }

    /// <summary>The text as a pattern that matches only itself.</summary>
    private static string Literally(string text) => string.Concat(text.Select(c => c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : $"{c}"));
}
