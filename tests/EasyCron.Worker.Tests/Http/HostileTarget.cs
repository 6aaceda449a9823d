using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>A row of <c>hostile-targets.jsonl</c>: where a job or a redirect leads, what the name servers say, and what must come of it.</summary>
/// <param name="Kind">url, dns or open: the subject is the job's URL; redirect: it is the Location that <c>http://public.test/start</c> answers.</param>
/// <param name="Subject">The URL or Location.</param>
/// <param name="End">The end of the attempt.</param>
/// <param name="Dns">For each name the answers to the first, second ... question: addresses, NXDOMAIN or SERVFAIL; <c>*</c> stands for any name. The last answer stays.</param>
/// <param name="Dials">The addresses that are dialled, in order; null for none.</param>
/// <param name="Note">What is special about it.</param>
public sealed record HostileTarget(
    string Kind, string Subject, string End, IReadOnlyDictionary<string, string[]>? Dns = null, IReadOnlyList<string>? Dials = null, string? Note = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the table.</summary>
    public static IReadOnlyList<HostileTarget> ReadAll()
    {
        using var table = typeof(HostileTarget).Assembly.GetManifestResourceStream("hostile-targets.jsonl")!; // embedded by the project file
        using var reader = new StreamReader(table);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<HostileTarget>(line, Json)!)];
    }

    /// <summary>The row as a test's name shows it.</summary>
    public override string ToString() => $"{Kind} {JsonSerializer.Serialize(Subject.Length > 80 ? Subject[..80] : Subject)} {Note}".TrimEnd();
}

/// <summary>
/// A network of one row's making: names resolve as the row says, and every dial, wherever to, arrives at one listener. What slips past the guard therefore shows as a
/// connection, and no test ever leaves the machine.
/// </summary>
internal sealed class StagedNetwork(HostileTarget row, RawTarget listener)
{
    private readonly Dictionary<string, int> _asked = [];

    public List<string> Dialled { get; } = [];

    public AddressGuard Guard(EgressAllowList allowed) => new(allowed, ResolveAsync, DialAsync);

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        string[] answers = row.Dns?.GetValueOrDefault(host) ?? row.Dns?.GetValueOrDefault("*") ?? ["NXDOMAIN"];
        int turn = _asked[host] = _asked.GetValueOrDefault(host) + 1;
        string answer = answers[Math.Min(turn, answers.Length) - 1];
        return answer switch
        {
            "NXDOMAIN" => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
            "SERVFAIL" => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain)),
            _ => Task.FromResult(answer.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray()),
        };
    }

    private async Task<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Dialled.Add(endPoint.Address.ToString());
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, listener.Port, cancellationToken);
        return client.GetStream();
    }
}
