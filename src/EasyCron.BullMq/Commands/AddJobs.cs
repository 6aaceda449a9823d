using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Adds jobs to a queue, any number in one call.</summary>
internal static class AddJobs
{
    /// <summary>The most jobs of one call; Redis serves others between the calls.</summary>
    public const int MostPerCall = 200;

    private const int ArgumentsPerJob = 3;
    private static readonly LuaCommand Script = LuaLibrary.Get("addJobs-1");

    /// <returns>For each job its id and whether it is new, or the error that kept it out.</returns>
    public static async Task<IReadOnlyList<Outcome>> RunAsync(LuaRunner lua, QueueKeys keys, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[1 + (jobs.Count * ArgumentsPerJob)];
        arguments[0] = keys.BaseArgument;
        for (var i = 0; i < jobs.Count; i++)
        {
            arguments[1 + (i * ArgumentsPerJob)] = jobs[i].Pack(keys);
            arguments[2 + (i * ArgumentsPerJob)] = jobs[i].Data;
            arguments[3 + (i * ArgumentsPerJob)] = JobOptionsPacker.Pack(jobs[i].Options);
        }

        var reply = RedisReply.Items(await lua.RunAsync(Script, [keys.Meta], arguments, cancellationToken).ConfigureAwait(false));
        var outcomes = new Outcome[jobs.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var code = RedisReply.Number(reply[(i * 2) + 1]);
            outcomes[i] = code < 0
                ? new Outcome("", false, ScriptError.For(code, jobs[i].Id, Script.Name, parentKey: jobs[i].Options.Parent?.Key))
                : new Outcome(RedisReply.Text(reply[i * 2]) ?? "", code == 1, null);
        }

        return outcomes;
    }

    public readonly record struct Outcome(string Id, bool Created, QueueException? Error);
}
