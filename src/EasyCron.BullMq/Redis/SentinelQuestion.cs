using System.Net;
using StackExchange.Redis;

namespace EasyCron.BullMq.Redis;

/// <summary>
/// Asks Redis Sentinels where the master is. It is asked anew whenever a socket is dialled, which is also what follows the loss of a
/// master, so that nothing has to listen for their announcements.
/// </summary>
internal static class SentinelQuestion
{
    private static readonly CommandMap Commands = CommandMap.Create(["PING", "SENTINEL", "AUTH", "CLIENT", "INFO"], available: true);

    /// <summary>The configuration for the master that the first sentinel to answer names.</summary>
    /// <param name="sentinels">How to dial the sentinels, which are its endpoints.</param>
    /// <param name="options">The master's name and the sentinels' password.</param>
    /// <exception cref="QueueUnavailableException">No sentinel answered, or none knows a master of that name.</exception>
    public static async Task<ConfigurationOptions> AnswerAsync(ConfigurationOptions sentinels, QueueConnectionOptions options)
    {
        var fault = "no sentinel is named";
        foreach (var sentinel in sentinels.EndPoints)
        {
            try
            {
                if (await AskAsync(sentinels, sentinel, options).ConfigureAwait(false) is { } master)
                {
                    return Master(sentinels, master);
                }

                fault = $"the sentinel at {sentinel} watches no master named \"{options.SentinelMaster}\"";
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                fault = $"the sentinel at {sentinel} does not answer: {exception.GetBaseException().Message}";
            }
        }

        throw new QueueUnavailableException(fault, mayHaveBeenApplied: false);
    }

    private static async Task<EndPoint?> AskAsync(ConfigurationOptions sentinels, EndPoint sentinel, QueueConnectionOptions options)
    {
        var configuration = sentinels.Clone();
        configuration.EndPoints.Clear();
        configuration.EndPoints.Add(sentinel);
        configuration.AbortOnConnectFail = true;
        configuration.ConnectRetry = 1;
        configuration.CommandMap = Commands;
        configuration.ClientName = null;
        configuration.DefaultDatabase = null;
        configuration.User = null;
        configuration.Password = string.IsNullOrEmpty(options.SentinelPassword) ? null : options.SentinelPassword;
        configuration.SslHost = sentinels.Ssl ? Host(sentinel) : null;
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        await using var closing = multiplexer.ConfigureAwait(false);
        return await multiplexer.GetServer(sentinel).SentinelGetMasterAddressByNameAsync(options.SentinelMaster!)
            .WaitAsync(options.ConnectTimeout, options.Clock).ConfigureAwait(false);
    }

    private static ConfigurationOptions Master(ConfigurationOptions sentinels, EndPoint master)
    {
        var configuration = sentinels.Clone();
        configuration.EndPoints.Clear();
        configuration.EndPoints.Add(master);
        configuration.SslHost = sentinels.Ssl ? Host(master) : null;
        return configuration;
    }

    private static string Host(EndPoint server) => server is DnsEndPoint name ? name.Host : ((IPEndPoint)server).Address.ToString();
}
