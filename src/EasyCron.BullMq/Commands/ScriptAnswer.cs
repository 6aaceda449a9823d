using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Reads the answer of a script that says by a negative number why it did nothing.</summary>
internal static class ScriptAnswer
{
    /// <param name="reply">The script's answer.</param>
    /// <param name="script">The script.</param>
    /// <param name="jobId">The job it was about.</param>
    /// <param name="state">The state the job should have been in.</param>
    /// <param name="parentKey">The parent it was about.</param>
    /// <returns>The number, when it is not negative.</returns>
    /// <exception cref="QueueException">The one that the negative number stands for.</exception>
    public static long NumberOrThrow(this RedisResult reply, LuaCommand script, string jobId, string state = "active", string? parentKey = null)
    {
        var number = RedisReply.Number(reply);
        return number < 0 ? throw ScriptError.For(number, jobId, script.Name, state, parentKey) : number;
    }
}
