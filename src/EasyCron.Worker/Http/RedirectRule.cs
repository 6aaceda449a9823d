using System.Diagnostics.CodeAnalysis;

namespace EasyCron.Worker.Http;

/// <summary>Decides whether an answer is a redirect to follow, and where to.</summary>
internal static class RedirectRule
{
    /// <summary>The most redirects followed in one attempt.</summary>
    public const int MostHops = 10;

    /// <summary>Reads the Location of a redirect.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="location">The Location as received.</param>
    /// <returns>False for any other answer, and for a redirect that names no place: that is the final answer.</returns>
    public static bool IsRedirect(HttpResponseMessage response, [NotNullWhen(true)] out string? location)
    {
        location = null;
        if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.NonValidated.TryGetValues("Location", out var values))
        {
            location = values.FirstOrDefault();
        }

        return !string.IsNullOrWhiteSpace(location);
    }

    /// <summary>Works out the next request.</summary>
    /// <param name="request">The request that was redirected.</param>
    /// <param name="status">The redirect's status.</param>
    /// <param name="location">The redirect's Location, absolute or relative.</param>
    /// <param name="hop">1 for the first redirect of the attempt.</param>
    /// <param name="next">The next request; null when it is refused.</param>
    /// <param name="refusal">Why it is refused; null when it is not.</param>
    /// <returns>Whether to go on.</returns>
    public static bool TryFollow(
        OutgoingRequest request, int status, string location, int hop, [NotNullWhen(true)] out OutgoingRequest? next, [NotNullWhen(false)] out string? refusal)
    {
        next = null;
        refusal = null;
        if (hop > MostHops)
        {
            refusal = $"more than {MostHops} redirects";
        }
        else if (!Uri.TryCreate(request.Uri, location.Trim(), out var target))
        {
            refusal = "a redirect to something that is not a URL";
        }
        else if (RequestUrl.Refusal(target) is { } reason)
        {
            refusal = $"a redirect to a URL that {reason}";
        }
        else
        {
            // User information in a Location is dropped: it would let a target choose the credentials we send elsewhere.
            next = request.RedirectedTo(status, RequestUrl.From(target).Uri);
        }

        return next is not null;
    }
}
