namespace EasyCron.BullMq.RedisTests.Connections;

/// <summary>What a connection says of a server that it cannot use.</summary>
internal static class ConnectionFault
{
    /// <summary>The words of the fault; "none" where the server answers.</summary>
    public static async Task<string> OfAsync(QueueConnection connection)
    {
        try
        {
            await connection.PingAsync();
            return "none";
        }
        catch (QueueUnavailableException exception)
        {
            return exception.Message;
        }
    }
}
