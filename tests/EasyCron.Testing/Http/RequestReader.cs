using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EasyCron.Testing.Http;

/// <summary>Reads a whole request.</summary>
internal static class RequestReader
{
    public static async Task<ReceivedRequest> ReadAsync(HttpContext context)
    {
        var arrivedAt = TimeProvider.System.GetUtcNow();
        using var body = new MemoryStream();
        var gone = false;
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (Exception failure) when (failure is IOException or ConnectionResetException or OperationCanceledException)
        {
            // What came is worth showing, and that the client broke off is part of it.
            gone = true;
        }

        return new ReceivedRequest
        {
            Method = context.Request.Method,
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Path = context.Request.Path.Value ?? "",
            Query = context.Request.QueryString.Value ?? "",
            Protocol = context.Request.Protocol,
            Headers = context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
            ArrivedAt = arrivedAt,
            ClientPort = context.Connection.RemotePort,
            ClientGone = gone,
        };
    }
}
