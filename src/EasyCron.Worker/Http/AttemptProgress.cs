namespace EasyCron.Worker.Http;

/// <summary>Follows one attempt through its phases. It rides on the request message, so that the connection made for the request can report to it.</summary>
internal sealed class AttemptProgress
{
    private static readonly HttpRequestOptionsKey<AttemptProgress> Key = new("easycron.progress");

    // The connection is made by another task than the one that reads this after a timeout.
    private volatile AttemptPhase _phase = AttemptPhase.Headers;

    /// <summary>The phase now. A request that gets a connection from the pool begins with <see cref="AttemptPhase.Headers"/>.</summary>
    public AttemptPhase Phase => _phase;

    /// <summary>Finds the progress of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Its progress; null when none rides on it.</returns>
    public static AttemptProgress? Of(HttpRequestMessage message) => message.Options.TryGetValue(Key, out var progress) ? progress : null;

    /// <summary>Follows a message; each hop of a redirect chain has a progress of its own.</summary>
    /// <param name="message">The message about to be sent.</param>
    public void Follow(HttpRequestMessage message) => message.Options.Set(Key, this);

    /// <summary>Notes that a phase has begun. Once the answer is there, a connection that was being made for the request but is no longer needed has no say.</summary>
    /// <param name="phase">The phase.</param>
    public void Enter(AttemptPhase phase)
    {
        if (_phase != AttemptPhase.Body)
        {
            _phase = phase;
        }
    }
}
