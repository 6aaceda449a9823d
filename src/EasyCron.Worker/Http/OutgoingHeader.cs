using System.Net.Http.Headers;

namespace EasyCron.Worker.Http;

/// <summary>A header about to be sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, allowed by <see cref="HeaderRules"/>.</param>
/// <param name="Bound">Whether it is meant for the first origin only (credentials, signatures) and is dropped on a redirect to another.</param>
internal readonly record struct OutgoingHeader(string Name, string Value, bool Bound = false)
{
    private const string WrongForm = "the value is not of the form HTTP defines for this header, or the header stands there twice";

    /// <summary>Puts the header on a message.</summary>
    /// <remarks>Only the checking <c>Add</c> is used: the unchecked one would let a value we failed to refuse start a second header.</remarks>
    /// <param name="message">The message; it needs content for a header that describes content.</param>
    /// <returns>Null when done; the reason when .NET finds that the value breaks the grammar of this header.</returns>
    public string? AddTo(HttpRequestMessage message)
    {
        try
        {
            if (HeaderRules.DescribesContent(Name))
            {
                message.Content?.Headers.Add(Name, Value);
            }
            else if (!string.Equals(Name, "Authorization", StringComparison.OrdinalIgnoreCase))
            {
                message.Headers.Add(Name, Value);
            }
            else if (message.Headers.Authorization is null && Credentials(Value) is { } credentials)
            {
                message.Headers.Authorization = credentials;
            }
            else
            {
                return HeaderRules.Invalid(Name, WrongForm);
            }

            return null;
        }
        catch (FormatException)
        {
            return HeaderRules.Invalid(Name, WrongForm);
        }
    }

    // The parser behind Add knows only a part of what RFC 9110 allows after the scheme (it refuses AWS signatures); the parts, given separately, are taken as they are.
    private static AuthenticationHeaderValue? Credentials(string value)
    {
        string[] parts = value.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 || !HttpToken.IsToken(parts[0]) ? null : new AuthenticationHeaderValue(parts[0], parts.ElementAtOrDefault(1));
    }
}
