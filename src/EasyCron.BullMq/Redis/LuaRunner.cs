using System.Text.RegularExpressions;

namespace EasyCron.BullMq.Redis;

/// <summary>Runs a script by its hash, and with its text where the server does not know the hash.</summary>
internal sealed partial class LuaRunner(RedisLink link)
{
    public RedisLink Link => link;

    /// <summary>Runs a script.</summary>
    /// <exception cref="QueueUnavailableException">Redis could not be reached or did not answer in time.</exception>
    /// <exception cref="RedisRefusedException">Redis or the script answered with an error.</exception>
    public async Task<RedisResult> RunAsync(LuaCommand command, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await RunByHashAsync(command, keys, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisRefusedException refusal) when (FailedLine().Match(refusal.Message) is { Success: true } match)
        {
            throw new RedisRefusedException(
                refusal.Code, $"{refusal.Message} [{command.Name}: {command.Line(int.Parse(match.Groups[1].ValueSpan))}]", refusal);
        }
    }

    private async Task<RedisResult> RunByHashAsync(LuaCommand command, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await link.SendAsync(
                command.Name, link.CommandTimeout, (link, command, keys, arguments),
                static (database, call) =>
                {
                    if (call.command.IsOfQueue)
                    {
                        call.link.RequireHashTag(call.keys[0]);
                    }

                    return database.ScriptEvaluateAsync(call.command.Hash, call.keys, call.arguments);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (RedisRefusedException refusal) when (refusal.Code == "NOSCRIPT")
        {
            return await RunWithTextAsync(command, keys, arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<RedisResult> RunWithTextAsync(LuaCommand command, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        // EVAL rather than SCRIPT LOAD: on a cluster it reaches the very node that answered NOSCRIPT.
        var call = new object[2 + keys.Length + arguments.Length];
        call[0] = command.Text;
        call[1] = keys.Length;
        for (var i = 0; i < keys.Length; i++)
        {
            call[2 + i] = keys[i];
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            call[2 + keys.Length + i] = arguments[i];
        }

        return link.ExecuteAsync("EVAL", call, cancellationToken);
    }

    [GeneratedRegex(@"user_script:(\d+):")]
    private static partial Regex FailedLine();
}
