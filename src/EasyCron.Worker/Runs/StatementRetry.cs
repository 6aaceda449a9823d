using Polly;
using Polly.Retry;

namespace EasyCron.Worker.Runs;

/// <summary>
/// How often a statement is tried again when PostgreSQL or Redis falters. Every statement and command it is used for may be repeated: none has its effect
/// twice. A customer's own retries are not this: they live in the queue.
/// </summary>
internal sealed partial class StatementRetry
{
    private const int BriefTries = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline _brief;
    private readonly ResiliencePipeline _lasting;

    /// <summary>Makes the two policies.</summary>
    public StatementRetry(TimeProvider clock, ILogger<StatementRetry> logger)
    {
        // A time-out has used up its patience already.
        _brief = Pipeline(clock, BriefTries, exception => TransientFault.Passes(exception) && !IsTimeout(exception), onRetry: null);
        _lasting = Pipeline(clock, int.MaxValue, TransientFault.Passes, args =>
        {
            if (args.AttemptNumber == 0 && args.Context.Properties.TryGetValue(What, out var what))
            {
                LogLasting(logger, what, args.Outcome.Exception?.GetBaseException().Message);
            }

            return ValueTask.CompletedTask;
        });
    }

    private static ResiliencePropertyKey<string> What { get; } = new("what");

    /// <summary>Tries up to three times more within half a second: enough for a deadlock, a fail-over of the pool, a restart of a pooler.</summary>
    public ValueTask<T> BrieflyAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _brief.ExecuteAsync(static (call, token) => new ValueTask<T>(call(token)), call, cancellationToken);

    /// <summary>Tries until it succeeds or the token says stop: for what exists nowhere else, such as the end of a run.</summary>
    /// <param name="what">What is tried, for the log.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public async ValueTask<T> UntilItSucceedsAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(What, what);
        try
        {
            return await _lasting.ExecuteAsync(static (context, call) => new ValueTask<T>(call(context.CancellationToken)), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline Pipeline(
        TimeProvider clock, int tries, Func<Exception, bool> passes, Func<OnRetryArguments<object>, ValueTask>? onRetry) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = tries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstWait,
                MaxDelay = LongestWait,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } exception && passes(exception)),
                OnRetry = onRetry,
            })
            .Build();

    private static bool IsTimeout(Exception exception) => exception is TimeoutException || exception.InnerException is TimeoutException;

    [LoggerMessage(220, LogLevel.Warning, "{What} cannot be stored yet ({Reason}); trying until it is.")]
    private static partial void LogLasting(ILogger logger, string what, string? reason);
}
