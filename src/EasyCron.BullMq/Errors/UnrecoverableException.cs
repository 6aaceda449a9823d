namespace EasyCron.BullMq;

/// <summary>Thrown by a processor to fail its job for good, whatever attempts are left (BullMQ's UnrecoverableError).</summary>
public class UnrecoverableException : QueueException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The reason stored as the job's failed reason.</param>
    /// <param name="innerException">The cause.</param>
    public UnrecoverableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
