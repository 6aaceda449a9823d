using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq;

/// <summary>A socket that some worker or event reader of a queue holds, as Redis lists it.</summary>
/// <param name="Name">The name of its worker; null for a nameless one and for event readers.</param>
/// <param name="Address">Its address, <c>host:port</c>.</param>
/// <param name="Fields">All that <c>CLIENT LIST</c> says of it, by Redis' names: <c>id</c>, <c>age</c>, <c>idle</c> and so on.</param>
public sealed record QueueClient(string? Name, string Address, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The sockets of a queue's workers.</summary>
    internal static Task<IReadOnlyList<QueueClient>> WorkersAsync(QueueSession session, CancellationToken cancellationToken)
    {
        var nameless = ClientNames.Worker(session.Keys.Queue, null);
        return ListAsync(session, name => name == nameless ? (true, null) : name.StartsWith(nameless + ":w:", StringComparison.Ordinal) ? (true, name[(nameless.Length + 3)..]) : (false, null), cancellationToken);
    }

    /// <summary>The sockets of a queue's event readers.</summary>
    internal static Task<IReadOnlyList<QueueClient>> EventReadersAsync(QueueSession session, CancellationToken cancellationToken)
    {
        var wanted = ClientNames.QueueEvents(session.Keys.Queue);
        return ListAsync(session, name => (name == wanted, null), cancellationToken);
    }

    private static async Task<IReadOnlyList<QueueClient>> ListAsync(
        QueueSession session, Func<string, (bool IsWanted, string? Name)> choose, CancellationToken cancellationToken)
    {
        var found = new List<QueueClient>();
        foreach (var list in await session.Connection.ExecuteOnEachNodeAsync("CLIENT", ["LIST"], cancellationToken).ConfigureAwait(false))
        {
            foreach (var line in (RedisReply.Text(list) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var fields = Read(line);
                if (choose(fields.GetValueOrDefault("name", "")) is (true, var name))
                {
                    found.Add(new QueueClient(name, fields.GetValueOrDefault("addr", ""), fields));
                }
            }
        }

        return found;
    }

    private static Dictionary<string, string> Read(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in line.TrimEnd('\r').Split(' '))
        {
            var sign = field.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0)
            {
                fields[field[..sign]] = field[(sign + 1)..];
            }
        }

        return fields;
    }
}
