using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>Completes or fails a job for good and, where asked, takes the next one in the same call.</summary>
internal static class MoveToFinished
{
    private static readonly LuaCommand Script = LuaLibrary.Get("moveToFinished-14");

    /// <summary>How a job ended.</summary>
    /// <param name="Failed">Whether it failed.</param>
    /// <param name="Value">The return value's JSON, or the failed reason as plain text.</param>
    /// <param name="Fields">Packed field and value pairs to write into the job's hash; null for none.</param>
    public sealed record End(bool Failed, RedisValue Value, byte[]? Fields);

    /// <returns>The next job where <paramref name="fetchNext"/> asked for it and one was ready.</returns>
    /// <exception cref="QueueException">A negative answer, as its exception.</exception>
    public static async Task<NextJob> RunAsync(
        LuaRunner lua, QueueKeys keys, JobRecord job, string token, End end, JobRetention keep, FetchTerms terms, int? metricsPoints, bool fetchNext, long now,
        CancellationToken cancellationToken)
    {
        RedisKey[] all =
        [
            keys.Wait, keys.Active, keys.Prioritized, keys.Events, keys.Stalled, keys.Limiter, keys.Delayed, keys.Paused, keys.Meta, keys.PriorityCounter,
            end.Failed ? keys.Failed : keys.Completed, keys.Job(job.Id), end.Failed ? keys.MetricsFailed : keys.MetricsCompleted, keys.Marker,
        ];
        RedisValue[] arguments =
        [
            job.Id, now, end.Failed ? "failedReason" : "returnvalue", end.Value, end.Failed ? "failed" : "completed", fetchNext ? "1" : "0",
            keys.BaseArgument, PackTerms(job, token, keep, terms, metricsPoints), end.Fields ?? RedisValue.EmptyString,
        ];
        var reply = await lua.RunAsync(Script, all, arguments, cancellationToken).ConfigureAwait(false);
        return !RedisReply.IsArray(reply) && RedisReply.Number(reply) is < 0 and var code
            ? throw ScriptError.For(code, job.Id, Script.Name)
            : NextJob.Read(reply);
    }

    private static byte[] PackTerms(JobRecord job, string token, JobRetention keep, FetchTerms terms, int? metricsPoints)
    {
        var writer = MessagePackWriter.Shared().Map(FetchTerms.Members + 3);
        terms.WriteMembers(writer, token);
        writer.Write("keepJobs"u8);
        JobOptionsPacker.WriteMap(writer, keep);
        writer.Write("attempts"u8).Write(job.Options.Attempts ?? 0).Write("maxMetricsSize"u8);
        if (metricsPoints is { } points)
        {
            writer.Write(points);
        }
        else
        {
            // The script tells "off" from nil, which it refuses.
            writer.Write(""u8);
        }

        return writer.ToArray();
    }
}
