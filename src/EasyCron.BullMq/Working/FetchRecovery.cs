using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Gives back a job whose fetch succeeded in Redis while the answer got lost on the way: it sits in the active list under a token
/// of ours although nobody here knows it. Without this it would wait for its lock to run out and count as stalled.
/// </summary>
internal sealed partial class FetchRecovery(WorkerSession session)
{
    /// <param name="token">The token the lost fetch was made with.</param>
    public async Task GiveBackAsync(string token, CancellationToken cancellationToken)
    {
        var link = session.Connection.Link;
        var active = await link.ExecuteAsync("LRANGE", [session.Keys.Active, 0, -1], cancellationToken).ConfigureAwait(false);
        foreach (var item in RedisReply.Items(active))
        {
            if (RedisReply.Text(item) is not { } id || session.Running.Contains(id, token))
            {
                continue;
            }

            var holder = await link.ExecuteAsync("GET", [session.Keys.OfJob(id, "lock")], cancellationToken).ConfigureAwait(false);
            if (RedisReply.Text(holder) == token)
            {
                await MoveJobFromActiveToWait.RunAsync(session.Lua, session.Keys, id, token, cancellationToken).ConfigureAwait(false);
                LogGivenBack(session.Logger, id);
            }
        }
    }

    [LoggerMessage(25, LogLevel.Information, "Job {JobId} was taken while the connection broke; it is back in line.")]
    private static partial void LogGivenBack(ILogger logger, string jobId);
}
