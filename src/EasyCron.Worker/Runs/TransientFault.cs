using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>Tells faults of Redis and PostgreSQL that pass by themselves from those that need a human.</summary>
internal static class TransientFault
{
    /// <summary>Says whether the same call may succeed later without anybody changing it.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>True for a server that is away, restarting, failing over or overloaded.</returns>
    public static bool Passes(Exception exception) => exception switch
    {
        QueueUnavailableException => true,
        RedisRefusedException refused => refused.IsTransient,
        QueueException => false,
        _ => PostgresFault.IsTransient(exception),
    };
}
