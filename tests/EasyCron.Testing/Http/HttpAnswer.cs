using System.Text;

namespace EasyCron.Testing.Http;

/// <summary>What an <see cref="HttpTarget"/> does with a request.</summary>
public sealed record HttpAnswer
{
    /// <summary>Gets the status code.</summary>
    /// <value>Default: 200.</value>
    public int Status { get; init; } = 200;

    /// <summary>Gets the headers, in order; a name may occur more than once.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Gets the body.</summary>
    /// <value>Default: empty.</value>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets what must end before the status line is sent, a gate that the test opens.</summary>
    /// <value>Default: nothing.</value>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>Gets how long the target waits before the status line.</summary>
    /// <value>Default: not at all.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets a value indicating whether the target, after the body, keeps the answer open until the client goes.</summary>
    /// <value>Default: false.</value>
    public bool NeverEnds { get; init; }

    /// <summary>Gets a value indicating whether the target breaks the connection in place of answering.</summary>
    /// <value>Default: false.</value>
    public bool Breaks { get; init; }

    /// <summary>Gets how many requests get this answer before the next one's turn comes.</summary>
    /// <value>Default: 1; the last answer of a list serves all further requests.</value>
    public int Count { get; init; } = 1;

    /// <summary>Gets an answer that never comes: the request is read, nothing is sent, the connection stays open until the client goes.</summary>
    public static HttpAnswer Hang { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    /// <summary>Gets an answer that is no answer: the connection breaks once the request is read.</summary>
    public static HttpAnswer Break { get; } = new() { Breaks = true };

    /// <summary>Makes an answer with status 200.</summary>
    public static HttpAnswer Ok(string body = "", string? contentType = null) => WithStatus(200, body, contentType);

    /// <summary>Makes an answer with a status and a text in UTF-8.</summary>
    public static HttpAnswer WithStatus(int status, string body = "", string? contentType = null) => new()
    {
        Status = status,
        Body = Encoding.UTF8.GetBytes(body),
        Headers = contentType is null ? [] : [("Content-Type", contentType)],
    };

    /// <summary>Makes an answer that sends the client elsewhere.</summary>
    public static HttpAnswer Redirect(string location, int status = 302) => new() { Status = status, Headers = [("Location", location)] };

    /// <summary>Gives the same answer to several requests.</summary>
    public HttpAnswer Times(int count) => this with { Count = count };

    /// <summary>Gives the same answer with one header more.</summary>
    public HttpAnswer With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    /// <summary>Gives the same answer once something has ended.</summary>
    public HttpAnswer After(Task gate) => this with { Gate = gate };
}
