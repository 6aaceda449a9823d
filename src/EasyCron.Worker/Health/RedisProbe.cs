using EasyCron.BullMq;

namespace EasyCron.Worker.Health;

/// <summary>Asks Redis for what the worker needs of it: an answer, a write, and a memory that forgets nothing.</summary>
internal sealed class RedisProbe(QueueConnection connection, Queue queue, TimeProvider clock)
{
    /// <summary>The only policy under which Redis never deletes a job or a schedule to make room.</summary>
    public const string RightPolicy = "noeviction";

    private static readonly RedisScript Probe = EmbeddedScripts.Get("Health/probeRedis");

    private readonly string _key = $"{queue.Name.Prefix}:easycron:{queue.Name.Name}:probe";

    /// <summary>Asks.</summary>
    /// <exception cref="QueueException">Redis does not answer, or refuses; <see cref="RedisAdvice"/> says what to do.</exception>
    /// <exception cref="TimeoutException">No answer within <paramref name="patience"/>.</exception>
    public async Task<RedisFinding> AskAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        IReadOnlyList<RedisAnswer> answer;
        try
        {
            answer = (await connection.RunAsync(Probe, [_key], [], cancellationToken).WaitAsync(patience, clock, cancellationToken)).Items;
        }
        catch (Exception exception) when (exception is TimeoutException or QueueUnavailableException && connection.Refusal is { } refusal)
        {
            // The command waits for the end of the loading, which may be far off.
            throw new RedisRefusedException(refusal.Code, refusal.Message, exception);
        }

        return new RedisFinding(clock.GetElapsedTime(asked), answer.Count > 0 ? answer[0].Text : null, answer.Count > 1 ? answer[1].Text : null);
    }
}

/// <summary>What Redis answered.</summary>
/// <param name="Took">How long it took.</param>
/// <param name="Version">Its version; null where its user may not ask.</param>
/// <param name="Policy">Its maxmemory-policy; null where its user may not ask.</param>
internal sealed record RedisFinding(TimeSpan Took, string? Version, string? Policy)
{
    /// <summary>What is wrong with the policy, and what to do; null for nothing.</summary>
    public string? PolicyFault => Policy is null or RedisProbe.RightPolicy
        ? null
        : $"maxmemory-policy is {Policy}: with its memory full Redis deletes jobs and schedules in silence. Set it to noeviction (CONFIG SET maxmemory-policy noeviction, and in redis.conf)";
}
