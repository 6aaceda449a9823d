using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Completes jobs and takes next ones, any number of each in one call; one or the other may be none.</summary>
internal static class CompleteAndFetch
{
    /// <summary>Bounds how many jobs callers complete or take at once, and so how long one call keeps Redis busy.</summary>
    public const int MostPerCall = 50;

    private const int FixedArguments = 3;
    private const int ArgumentsPerJob = 3;
    private static readonly LuaCommand Script = LuaLibrary.Get("completeAndFetch-1");

    /// <summary>A job to complete.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Token">The value of its lock.</param>
    /// <param name="ReturnValue">The return value's JSON.</param>
    public readonly record struct Completion(string JobId, string Token, byte[] ReturnValue);

    /// <summary>What came of it.</summary>
    /// <param name="Codes">Per job to complete 0 or a negative code.</param>
    /// <param name="Jobs">The jobs taken.</param>
    /// <param name="LimitDelay">Milliseconds until the rate limit lets the next job through; 0 when it does now.</param>
    /// <param name="DelayUntil">When the earliest delayed job is due, milliseconds; 0 when none is known or there was no room left.</param>
    /// <param name="TakenAt">What the server took for the caller's time, milliseconds; 0 when the caller said it.</param>
    public sealed record Answer(IReadOnlyList<long> Codes, IReadOnlyList<JobRecord> Jobs, long LimitDelay, long DelayUntil, long TakenAt);

    /// <param name="completions">The jobs to complete; one retention holds for all.</param>
    /// <param name="keep">What stays of completed jobs.</param>
    /// <param name="token">The value of the locks of the jobs taken.</param>
    /// <param name="room">How many jobs to take.</param>
    public static async Task<Answer> RunAsync(
        LuaRunner lua, QueueKeys keys, IReadOnlyList<Completion> completions, JobRetention keep, FetchTerms terms, int? metricsPoints, string token, int room,
        long now, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[FixedArguments + (completions.Count * ArgumentsPerJob)];
        arguments[0] = keys.BaseArgument;
        arguments[1] = now;
        arguments[2] = Pack(keep, terms, metricsPoints, token, room, clockAhead: null);
        for (var i = 0; i < completions.Count; i++)
        {
            var at = FixedArguments + (i * ArgumentsPerJob);
            arguments[at] = completions[i].JobId;
            arguments[at + 1] = completions[i].Token;
            arguments[at + 2] = completions[i].ReturnValue;
        }

        return Read(await lua.RunAsync(Script, keys.MetaOnly, arguments, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A call that only takes jobs and is to run once a wait in the server has ended.</summary>
    /// <param name="clockAhead">Milliseconds that the caller's clock is ahead of the server's.</param>
    public static ScriptCall FetchLater(QueueKeys keys, FetchTerms terms, string token, int room, double clockAhead) =>
        new(Script, keys.MetaOnly, [keys.BaseArgument, RedisValue.EmptyString, Pack(JobRetention.KeepAll, terms, metricsPoints: null, token, room, clockAhead)]);

    /// <summary>Reads the script's answer.</summary>
    public static Answer Read(RedisResult reply)
    {
        var parts = RedisReply.Items(reply);
        var codes = RedisReply.Items(parts[0]);
        var fetched = RedisReply.Items(parts[1]);
        var numbers = new long[codes.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = RedisReply.Number(codes[i]);
        }

        var jobs = new List<JobRecord>(fetched.Length);
        foreach (var item in fetched)
        {
            var job = RedisReply.Items(item);
            if (RedisReply.Text(job[1]) is { } id && JobHash.Read(id, RedisReply.Items(job[0])) is { } record)
            {
                jobs.Add(record);
            }
        }

        return new Answer(numbers, jobs, RedisReply.Number(parts[2]), RedisReply.Number(parts[3]), parts.Length > 4 ? RedisReply.Number(parts[4]) : 0);
    }

    private static byte[] Pack(JobRetention keep, FetchTerms terms, int? metricsPoints, string token, int room, double? clockAhead)
    {
        var writer = MessagePackWriter.Shared().Map(FetchTerms.Members + (clockAhead is null ? 3 : 4));
        terms.WriteMembers(writer, token);
        writer.Write("keepJobs"u8);
        JobOptionsPacker.WriteMap(writer, keep);
        writer.Write("room"u8).Write(room).Write("maxMetricsSize"u8);
        if (metricsPoints is { } points)
        {
            writer.Write(points);
        }
        else
        {
            // The script tells "off" from nil, which it refuses.
            writer.Write(""u8);
        }

        if (clockAhead is { } ahead)
        {
            writer.Write("clockAhead"u8).Write(ahead);
        }

        return writer.ToArray();
    }
}
