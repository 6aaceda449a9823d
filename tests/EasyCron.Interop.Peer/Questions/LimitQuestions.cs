using EasyCron.BullMq;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>How fast and how wide all workers of a queue may run.</summary>
internal sealed class LimitQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["setGlobalConcurrency"] = Act((limits, question) => limits.SetGlobalConcurrencyAsync((int?)question.Number("limit"))),
        ["getGlobalConcurrency"] = async question => await client.Queue(question).Limits.GetGlobalConcurrencyAsync(),
        ["isMaxed"] = async question => await client.Queue(question).Limits.IsMaxedAsync(),
        ["setGlobalRateLimit"] = Act((limits, question) => limits.SetGlobalRateLimitAsync(
            question.Number("max") is { } max ? new RateLimit((int)max, question.Millis("duration") ?? TimeSpan.Zero) : null)),
        ["getGlobalRateLimit"] = async question => await client.Queue(question).Limits.GetGlobalRateLimitAsync() is { } limit
            ? new { max = limit.Max, duration = (long)limit.Duration.TotalMilliseconds }
            : null,
        ["rateLimit"] = Act((limits, question) => limits.RateLimitAsync(question.Millis("duration") ?? TimeSpan.Zero)),
        ["endRateLimit"] = Act((limits, _) => limits.EndRateLimitAsync()),
    };

    private Func<Question, Task<object?>> Act(Func<QueueLimits, Question, Task> act) => async question =>
    {
        await act(client.Queue(question).Limits, question);
        return null;
    };
}
