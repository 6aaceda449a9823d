using EasyCron.BullMq;

namespace EasyCron.Worker.Notices;

/// <summary>
/// Keeps in Redis what the policy remembers, and decides about each run exactly once, whichever worker asks and how often. Where Redis has lost it, a job may be
/// told of once more than it should.
/// </summary>
internal sealed class NoticeLedger(QueueConnection connection, QueueName queue, TimeProvider clock)
{
    // Longer than the interval of nearly all schedules; what is forgotten about the run before is in PostgreSQL.
    private static readonly TimeSpan LeastMemory = TimeSpan.FromDays(40);

    // A run is told again only by a redelivery, minutes later at most, or hours where everything was down.
    private static readonly TimeSpan DecisionMemory = TimeSpan.FromDays(2);

    private static readonly RedisScript Recall = NoticeScripts.Get("recallNotice");
    private static readonly RedisScript Store = NoticeScripts.Get("decideNotice");
    private static readonly RedisScript Settle = NoticeScripts.Get("settleNotice");

    /// <summary>Decides about the end of a run, or repeats what was decided before.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="runId">The run.</param>
    /// <param name="rule">What the job wants.</param>
    /// <param name="end">The end.</param>
    /// <param name="wasGood">Asked for the end before where the rule looks back and Redis does not know; null for the first one.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public async Task<NoticeDecision> DecideAsync(
        string jobId, string runId, NoticeRule rule, NoticeEnd end, Func<Task<bool?>> wasGood, CancellationToken cancellationToken)
    {
        string[] keys = [Key("job", jobId), Key("run", runId)];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = (await connection.RunAsync(Recall, keys, [], cancellationToken)).Items;
            if (known[1].Text is { } decided)
            {
                return NoticeDecision.Parse(decided);
            }

            var memory = NoticeMemory.Parse(known[0].Text);
            if (rule.LooksBack && memory.WasGood is null)
            {
                memory = memory with { WasGood = await wasGood() };
            }

            var (decision, next) = NoticePolicy.Decide(rule, memory, end, clock.GetUtcNow());
            var keep = rule.MinInterval > LeastMemory ? rule.MinInterval : LeastMemory;
            object[] arguments =
                [known[0].Text ?? "", next.ToJson(), (long)keep.TotalSeconds, decision.ToJson(), (long)DecisionMemory.TotalSeconds];
            if ((await connection.RunAsync(Store, keys, arguments, cancellationToken)).Number == 1)
            {
                return decision;
            }
        }
    }

    /// <summary>Notes that a run's notice lies in the queue, so that it is not put there again when the queue has forgotten it.</summary>
    public Task SettleAsync(string runId, CancellationToken cancellationToken) =>
        connection.RunAsync(Settle, [Key("run", runId)], [new NoticeDecision(NoticeVerdict.Told).ToJson(), (long)DecisionMemory.TotalSeconds], cancellationToken);

    private string Key(string what, string id) => $"{queue.Prefix}:easycron:{queue.Name}:{what}:{id}";
}
