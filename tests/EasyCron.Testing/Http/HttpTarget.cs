using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EasyCron.Testing.Http;

/// <summary>An HTTP server on the loopback address that remembers every request and answers as the test has written.</summary>
/// <remarks>A path without a script is answered with status 200 and an empty body.</remarks>
public sealed class HttpTarget : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AnswerScript> _scripts = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly WebApplication _app;

    private HttpTarget(WebApplication app) => _app = app;

    /// <summary>Gets the address without a path, such as <c>http://127.0.0.1:34567</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Gets the port.</summary>
    public int Port => new Uri(Url).Port;

    /// <summary>Gets a copy of the list of all requests so far, in the order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts a target on a free port.</summary>
    public static async Task<HttpTarget> StartAsync(HttpTargetOptions? options = null)
    {
        options ??= new HttpTargetOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = options switch
                {
                    { Certificate: not null } => HttpProtocols.Http1AndHttp2,
                    { PlainHttp2: true } => HttpProtocols.Http2,
                    _ => HttpProtocols.Http1,
                };
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate.Server);
                }
            });
        });
        var app = builder.Build();
        var target = new HttpTarget(app);
        app.Run(target.ServeAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        target.Url = addresses.Single();
        return target;
    }

    /// <summary>Writes the answers of a path: each in turn, the last one for ever.</summary>
    /// <param name="path">The decoded path, from its slash; the query does not matter.</param>
    /// <param name="answers">At least one answer; <see cref="HttpAnswer.Times"/> lets one serve several requests.</param>
    public void Answer(string path, params HttpAnswer[] answers) => _scripts[path] = new AnswerScript(answers);

    /// <summary>Writes the answers of a path as a function of the request.</summary>
    public void Answer(string path, Func<ReceivedRequest, HttpAnswer> answer) => _scripts[path] = new AnswerScript(answer);

    /// <summary>Waits until a path has received a number of requests.</summary>
    /// <returns>All requests of that path so far.</returns>
    /// <exception cref="TimeoutException">Fewer came before the deadline; the message lists the last state.</exception>
    public Task<IReadOnlyList<ReceivedRequest>> WaitForRequestsAsync(
        string path,
        int count = 1,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default) =>
        WaitForRequestsAsync(request => request.Path == path, count, deadline, cancellationToken);

    /// <summary>Waits until a number of requests that meet a condition have been received.</summary>
    /// <returns>All such requests so far.</returns>
    /// <exception cref="TimeoutException">Fewer came before the deadline; the message lists the last state.</exception>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForRequestsAsync(
        Func<ReceivedRequest, bool> condition,
        int count = 1,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        List<ReceivedRequest> found = [];
        await Eventually.BecomesAsync(
            () =>
            {
                found = [.. Requests.Where(condition)];
                return string.Create(CultureInfo.InvariantCulture, $"{found.Count} of {Requests.Count}: {string.Join("; ", found.TakeLast(20))}");
            },
            _ => found.Count >= count,
            deadline,
            cancellationToken,
            $"the number of matching requests at {Url}",
            $"{count}");
        return found;
    }

    /// <summary>Stops listening and breaks off what is being served.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await RequestReader.ReadAsync(context);
        lock (_requests)
        {
            _requests.Add(request);
            request.Number = _requests.Count;
        }

        try
        {
            var answer = _scripts.TryGetValue(request.Path, out var script) ? script.Next(request) : new HttpAnswer();
            await AnswerWriter.WriteAsync(context, answer);
        }
        catch (OperationCanceledException)
        {
            request.ClientGone = true;
        }
        finally
        {
            request.EndedAt = TimeProvider.System.GetUtcNow();
        }
    }
}
