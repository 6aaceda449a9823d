namespace EasyCron.BullMq;

/// <summary>The root of every error this library raises on its own account.</summary>
public class QueueException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, to which id, and what to do about it.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public QueueException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
