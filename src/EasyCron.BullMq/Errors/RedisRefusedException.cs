namespace EasyCron.BullMq;

/// <summary>Redis answered a command with an error of its own, for example <c>OOM</c>, <c>READONLY</c> or <c>NOPERM</c>.</summary>
public sealed class RedisRefusedException : QueueException
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The first word of the server's answer, such as <c>OOM</c>.</param>
    /// <param name="message">The answer with the name of the command or script.</param>
    /// <param name="innerException">The client's error.</param>
    public RedisRefusedException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>The first word of the server's answer: <c>OOM</c>, <c>READONLY</c>, <c>LOADING</c>, <c>NOPERM</c>, <c>ERR</c> and so on.</summary>
    public string Code { get; }

    /// <summary>
    /// Whether the same command may succeed later without anybody changing it: the server is loading, failing over, out of
    /// memory or busy.
    /// </summary>
    public bool IsTransient => Code is "LOADING" or "READONLY" or "MASTERDOWN" or "CLUSTERDOWN" or "TRYAGAIN" or "OOM" or "BUSY" or "MISCONF"
        or "NOREPLICAS" or "UNBLOCKED";
}
