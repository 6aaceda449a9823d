namespace EasyCron.BullMq;

/// <summary>Redis could not be reached, or did not answer within the deadline.</summary>
public sealed class QueueUnavailableException : QueueException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being asked of which server.</param>
    /// <param name="mayHaveBeenApplied">Whether the command had left for the server.</param>
    /// <param name="innerException">The connection's own error.</param>
    public QueueUnavailableException(string message, bool mayHaveBeenApplied, Exception? innerException = null)
        : base(message, innerException)
    {
        MayHaveBeenApplied = mayHaveBeenApplied;
    }

    /// <summary>
    /// Whether the server may have carried the command out although no answer came. When false nothing was changed and
    /// repeating the call is safe.
    /// </summary>
    public bool MayHaveBeenApplied { get; }
}
