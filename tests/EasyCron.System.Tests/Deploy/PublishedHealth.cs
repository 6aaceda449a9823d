using System.Net;

namespace EasyCron.System.Tests.Deploy;

/// <summary>Asks a worker that somebody else started.</summary>
internal static class PublishedHealth
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Asks <c>/health/ready</c>.</summary>
    /// <returns>The status, or null when nobody answers.</returns>
    public static async Task<HttpStatusCode?> StatusAsync(int port)
    {
        try
        {
            using var response = await Client.GetAsync($"http://127.0.0.1:{port}/health/ready");
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
