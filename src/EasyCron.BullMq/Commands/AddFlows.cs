using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Adds trees of jobs, or none of their jobs.</summary>
internal static class AddFlows
{
    private const int ArgumentsPerJob = 4;
    private static readonly LuaCommand Script = LuaLibrary.Get("addFlows-1");

    /// <summary>A job of a tree.</summary>
    /// <param name="Keys">Its queue.</param>
    /// <param name="Job">The job, with an id.</param>
    /// <param name="IsParent">Whether it waits for children.</param>
    public readonly record struct Item(QueueKeys Keys, NewJob Job, bool IsParent);

    /// <param name="items">Parents before their children; at least one.</param>
    /// <returns>Whether they were added; and for each job its id and whether it is new, or the error that kept all out.</returns>
    public static async Task<(bool Added, IReadOnlyList<AddJobs.Outcome> Outcomes)> RunAsync(
        LuaRunner lua, IReadOnlyList<Item> items, long now, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[1 + (items.Count * ArgumentsPerJob)];
        arguments[0] = now;
        for (var i = 0; i < items.Count; i++)
        {
            var (keys, job, isParent) = items[i];
            arguments[1 + (i * ArgumentsPerJob)] = isParent ? 1 : 0;
            arguments[2 + (i * ArgumentsPerJob)] = job.Pack(keys);
            arguments[3 + (i * ArgumentsPerJob)] = job.Data;
            arguments[4 + (i * ArgumentsPerJob)] = JobOptionsPacker.Pack(job.Options);
        }

        var reply = RedisReply.Items(await lua.RunAsync(Script, [items[0].Keys.Meta], arguments, cancellationToken).ConfigureAwait(false));
        var outcomes = new AddJobs.Outcome[items.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var code = RedisReply.Number(reply[2 + (i * 2)]);
            outcomes[i] = code < 0
                ? new AddJobs.Outcome("", false, ScriptError.For(code, items[i].Job.Id, Script.Name, parentKey: items[i].Job.Options.Parent?.Key))
                : new AddJobs.Outcome(RedisReply.Text(reply[1 + (i * 2)]) ?? "", code == 1, null);
        }

        return (RedisReply.Number(reply[0]) == 1, outcomes);
    }
}
