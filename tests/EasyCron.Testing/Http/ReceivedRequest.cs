using System.Text;

namespace EasyCron.Testing.Http;

/// <summary>A request as an <see cref="HttpTarget"/> received it.</summary>
public sealed class ReceivedRequest
{
    internal ReceivedRequest()
    {
    }

    /// <summary>Gets the method as it was spelled.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path and query as they stood in the request line, nothing decoded.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the decoded path.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the query with its question mark, nothing decoded; empty without one.</summary>
    public required string Query { get; init; }

    /// <summary>Gets the version, <c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Gets the headers; names compare without case, a repeated header has its values joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Gets the body, empty without one; what had arrived of it where the client broke off.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets when the head of the request had arrived, by the system's clock.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Gets the client's port: requests over one connection share it.</summary>
    public required int ClientPort { get; init; }

    /// <summary>Gets the place of this request among all that the target received, from 1.</summary>
    public int Number { get; internal set; }

    /// <summary>Gets when the answer was sent or the client had gone; null while the request is being served.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Gets a value indicating whether the client went before it had its answer.</summary>
    public bool ClientGone { get; internal set; }

    /// <summary>Gets the body as text in UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Returns a header's value, or null without it.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Returns method, target and arrival, for failure messages.</summary>
    public override string ToString() => $"{Number}: {Method} {Target} at {ArrivedAt:HH:mm:ss.fff}";
}
