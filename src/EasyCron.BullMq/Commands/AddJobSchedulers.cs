using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Scheduling;

namespace EasyCron.BullMq.Commands;

/// <summary>Creates or changes many job schedulers, each with its next job and perhaps one more.</summary>
internal static class AddJobSchedulers
{
    private const int ArgumentsEach = 10;
    private static readonly LuaCommand Script = LuaLibrary.Get("addJobSchedulers-1");

    /// <returns>The code of each: 1 written, 0 not as expected, -10 and -11 taken.</returns>
    public static async Task<long[]> RunAsync(LuaRunner lua, QueueKeys keys, long now, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        var arguments = new List<RedisValue>(2 + (items.Count * ArgumentsEach)) { keys.BaseArgument, now };
        foreach (var item in items)
        {
            arguments.Add(item.First.SchedulerId);
            arguments.Add(item.Seen ?? RedisValue.EmptyString);
            arguments.Add(item.First.Next is { } next ? next : RedisValue.EmptyString);
            arguments.AddRange([item.Record, item.Data, item.Template, item.First.Options]);
            arguments.AddRange(item.WithJob is { } job
                ? [job.Pack(keys), job.Data, JobOptionsPacker.Pack(job.Options)]
                : [RedisValue.EmptyString, RedisValue.EmptyString, RedisValue.EmptyString]);
        }

        var reply = RedisReply.Items(await lua.RunAsync(Script, [keys.Repeat], [.. arguments], cancellationToken).ConfigureAwait(false));
        var codes = new long[items.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = RedisReply.Number(reply[(i * 2) + 1]);
        }

        return codes;
    }

    /// <param name="First">The scheduler and its next job.</param>
    /// <param name="Seen">What the caller saw, as the script takes it; null for no matter.</param>
    /// <param name="Record">The packed map that describes the scheduler.</param>
    /// <param name="Data">The JSON of its jobs' data.</param>
    /// <param name="Template">The packed options of the template.</param>
    /// <param name="WithJob">A job to be added with it.</param>
    public readonly record struct Item(SchedulerIteration First, string? Seen, byte[] Record, byte[] Data, byte[] Template, NewJob? WithJob);
}
