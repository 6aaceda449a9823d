using System.Collections.Concurrent;
using System.Text.Json;

namespace EasyCron.Testing.Http;

/// <summary>Resend's <c>POST /emails</c> with its contract on a local port: the key, the fields it demands, idempotency, and its failures.</summary>
public sealed class FakeResend : IAsyncDisposable
{
    /// <summary>The API key it knows.</summary>
    public const string ApiKey = "re_test_0123456789";

    private readonly ConcurrentQueue<Func<ReceivedRequest, HttpAnswer>> _next = new();
    private readonly Dictionary<string, (string Body, string Id)> _byKey = [];
    private readonly List<SentMail> _mails = [];
    private readonly HttpTarget _target;

    private FakeResend(HttpTarget target) => _target = target;

    /// <summary>Gets the address, for RESEND_BASE_URL.</summary>
    public string Url => _target.Url;

    /// <summary>Gets all requests, also those that were refused.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _target.Requests;

    /// <summary>Gets or sets what answers a request that would be accepted, once the mail is sent; null for the usual answer.</summary>
    public Func<HttpAnswer>? AfterSending { get; set; }

    /// <summary>Gets or sets what answers all requests while Resend is out of order; null while it works.</summary>
    public HttpAnswer? Outage { get; set; }

    /// <summary>Gets the mails that went out to people: one for each idempotency key.</summary>
    public IReadOnlyList<SentMail> Mails
    {
        get
        {
            lock (_mails)
            {
                return [.. _mails];
            }
        }
    }

    /// <summary>Starts it on a free port.</summary>
    public static async Task<FakeResend> StartAsync()
    {
        var target = await HttpTarget.StartAsync();
        var resend = new FakeResend(target);
        target.Answer("/emails", resend.Serve);
        return resend;
    }

    /// <summary>Answers the next request so, whatever it is.</summary>
    public void Next(HttpAnswer answer) => _next.Enqueue(_ => answer);

    /// <summary>Answers the next request with an error in Resend's form.</summary>
    public void NextError(int status, string name, string message = "") => Next(Error(status, name, message));

    /// <summary>Sends the mail of the next request and breaks the connection in place of saying so.</summary>
    public void NextAcceptsAndDrops() => _next.Enqueue(request =>
    {
        _ = Send(request);
        return HttpAnswer.Break;
    });

    /// <summary>Waits until so many mails have gone out.</summary>
    public async Task<IReadOnlyList<SentMail>> WaitForMailsAsync(int count, TimeSpan? deadline = null)
    {
        await Eventually.BecomesAsync(() => Mails.Count, sent => sent >= count, deadline ?? TimeSpan.FromSeconds(60));
        return Mails;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _target.DisposeAsync();

    private HttpAnswer Serve(ReceivedRequest request) => Outage ?? (_next.TryDequeue(out var answer) ? answer(request) : Send(request));

    private HttpAnswer Send(ReceivedRequest request)
    {
        if (request.Method != "POST")
        {
            return Error(405, "method_not_allowed", "Only POST is allowed.");
        }

        switch (request.Header("Authorization"))
        {
            case null:
                return Error(401, "missing_api_key", "Missing API key in the authorization header.");
            case var authorization when authorization != $"Bearer {ApiKey}":
                return Error(403, "invalid_api_key", "API key is invalid.");
        }

        using var json = JsonDocument.Parse(request.Body);
        if (SentMail.Read(json.RootElement) is not { } mail)
        {
            return Error(422, "missing_required_field", "Missing `from`, `to`, `subject` or content.");
        }

        lock (_mails)
        {
            var key = request.Header("Idempotency-Key");
            if (key is not null && _byKey.TryGetValue(key, out var before))
            {
                return before.Body == request.Text ? Accepted(before.Id) : Error(409, "invalid_idempotent_request", "The key was used with another payload.");
            }

            var id = Guid.NewGuid().ToString();
            _mails.Add(mail with { IdempotencyKey = key });
            if (key is not null)
            {
                _byKey[key] = (request.Text, id);
            }

            return AfterSending?.Invoke() ?? Accepted(id);
        }
    }

    private static HttpAnswer Accepted(string id) => HttpAnswer.Ok($$"""{"id":"{{id}}"}""", "application/json");

    private static HttpAnswer Error(int status, string name, string message) =>
        HttpAnswer.WithStatus(status, JsonSerializer.Serialize(new { statusCode = status, name, message }), "application/json");
}
