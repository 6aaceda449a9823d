using EasyCron.BullMq;
using EasyCron.Storage;
using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Schedule;

/// <summary>When the keeper passes: changes every two seconds, everything every <c>SYNC_INTERVAL_SECONDS</c> and whenever there is reason to.</summary>
internal sealed partial class ScheduleKeeperLoop(
    ScheduleKeeper keeper, KeeperLease lease, DeployRuns deployRuns, Queue queue, Database database, KeeperStatus status, ClockSense clocks, ScheduleMetrics metrics,
    WorkerSettings settings, TimeProvider clock, ILogger<ScheduleKeeperLoop> logger)
{
    /// <summary>How often changes are looked for, and the lease renewed.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    // A fleet whose keepers were silent for so long was down; a restart or a change of keepers is not.
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);

    // Schedulers that vanish are a reason to look at once, but not turn after turn.
    private static readonly TimeSpan SoonestAgain = TimeSpan.FromSeconds(5);

    // Shorter than the lease, which is to be kept while PostgreSQL is away: the worker goes on meanwhile, and nothing is missed.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _firstPass = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<RepairKind, long> _repairs = [];
    private PassCircumstances _circumstances;
    private long? _fullPassAt;
    private long? _comparedAt;
    private long _schedulers;
    private bool _isHolder;
    private int _faults;

    /// <summary>
    /// Ends when schedules are known to be in order: after this instance's first full pass, or when another instance keeps them. Workers that
    /// wait for it leave the decision about missed runs to the keeper.
    /// </summary>
    public Task FirstPass => _firstPass.Task;

    /// <summary>Keeps schedules until it is cancelled. Whatever fails is logged, counted and tried again; it never ends by itself.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var pause = await TurnAsync(cancellationToken) ? Turn : Pause();
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(logger);
        }
        finally
        {
            await GiveUpAsync();
        }
    }

    private TimeSpan Pause() => _faults == 1 ? Turn : LongestPause;

    private async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WorkAsync(cancellationToken);
            if (_faults > 0)
            {
                LogRecovered(logger, _faults);
                _faults = 0;
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            metrics.Failed();
            status.Set(status.Current with { Fault = exception.Message });
            if (_faults++ == 0)
            {
                LogFailed(logger, exception);
            }

            return false;
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var jump = clocks.Jump();
        var asked = clocks.Begin();
        var answer = await lease.HoldAsync(cancellationToken: cancellationToken);
        clocks.Compare("Redis", asked, answer.Time);
        if (answer.IsHeld)
        {
            await KeepAsync(answer, jump, cancellationToken);
        }
        else
        {
            await WatchAsync(answer, cancellationToken);
        }

        await deployRuns.EnsureAsync(cancellationToken);
    }

    private async Task KeepAsync(LeaseAnswer answer, TimeSpan jump, CancellationToken cancellationToken)
    {
        if (!_isHolder)
        {
            _isHolder = true;
            _fullPassAt = null;
            LogKeeping(logger);
        }

        NoteCircumstances(answer, jump);
        var pass = await IsFullPassDueAsync(cancellationToken) ? null : await keeper.ChangesPassAsync(RenewAsync, cancellationToken);
        pass ??= await keeper.FullPassAsync(_circumstances, RenewAsync, cancellationToken);
        if (pass.IsFull)
        {
            _circumstances = default;
            _fullPassAt = clock.GetTimestamp();
        }

        _schedulers = await queue.Schedulers.CountAsync(cancellationToken);
        await lease.HoldAsync(hasPassed: true, cancellationToken);
        metrics.Passed(pass);
        Report(pass);
        _firstPass.TrySetResult();

        Task RenewAsync() => lease.HoldAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Remembers what a full pass has to know, until one succeeds.</summary>
    private void NoteCircumstances(LeaseAnswer answer, TimeSpan jump)
    {
        var isKnown = keeper.Index.Count > 0;
        _circumstances = new PassCircumstances(
            WasAway: _circumstances.WasAway || jump >= Away || answer.HeldAt is not { } heldAt || answer.Time - heldAt >= Away,
            NeverKept: _circumstances.NeverKept || (answer.HeldAt is null && !isKnown),
            HasLostAll: _circumstances.HasLostAll || (answer.HeldAt is null && isKnown));
    }

    private async Task<bool> IsFullPassDueAsync(CancellationToken cancellationToken)
    {
        if (_fullPassAt is not { } last || _circumstances != default || clock.GetElapsedTime(last) >= settings.SyncInterval)
        {
            return true;
        }

        return await queue.Schedulers.CountAsync(cancellationToken) < _schedulers && clock.GetElapsedTime(last) >= SoonestAgain;
    }

    /// <summary>Another instance keeps the schedules; this one stands by, and still compares clocks.</summary>
    private async Task WatchAsync(LeaseAnswer answer, CancellationToken cancellationToken)
    {
        if (_isHolder)
        {
            _isHolder = false;
            LogNotKeeping(logger);
        }

        if (_comparedAt is not { } last || clock.GetElapsedTime(last) >= settings.SyncInterval)
        {
            var asked = clocks.Begin();
            clocks.Compare("PostgreSQL", asked, await database.ServerTimeAsync(cancellationToken));
            _comparedAt = clock.GetTimestamp();
        }

        status.Set(status.Current with { IsKeeping = false, Fault = null, LastPassAt = answer.PassedAt ?? status.Current.LastPassAt });

        if (answer.PassedAt is { } passedAt && answer.Time - passedAt < Away)
        {
            _firstPass.TrySetResult();
        }
    }

    private void Report(KeeperPass pass)
    {
        var now = clock.GetUtcNow();
        foreach (var (kind, count) in pass.Repairs)
        {
            _repairs[kind] = _repairs.GetValueOrDefault(kind) + count;
        }

        var before = status.Current;
        var counted = pass is { IsFull: false, ChangedNothing: true } && before.IsKeeping ? before : keeper.Describe(before);
        status.Set(counted with
        {
            IsKeeping = true,
            Fault = null,
            LastPassAt = now,
            LastFullPassAt = pass.IsFull ? now : before.LastFullPassAt,
            LastFullPass = pass.IsFull ? pass : before.LastFullPass,
            Foreign = pass.IsFull ? pass.Foreign : before.Foreign,
            Repairs = new Dictionary<RepairKind, long>(_repairs),
        });
    }

    private async Task GiveUpAsync()
    {
        try
        {
            await lease.GiveUpAsync(CancellationToken.None);
        }
        catch (QueueException exception)
        {
            LogNotGivenUp(logger, exception.Message);
        }
    }

    [LoggerMessage(350, LogLevel.Information, "This instance keeps the schedules now.")]
    private static partial void LogKeeping(ILogger logger);

    [LoggerMessage(351, LogLevel.Information, "Another instance keeps the schedules now.")]
    private static partial void LogNotKeeping(ILogger logger);

    [LoggerMessage(352, LogLevel.Error, "Schedules could not be compared; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(353, LogLevel.Information, "Schedules are compared again, after {Count} attempts that failed.")]
    private static partial void LogRecovered(ILogger logger, int count);

    [LoggerMessage(354, LogLevel.Debug, "The keeping of schedules has stopped.")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(355, LogLevel.Debug, "The keeper's lease could not be given up ({Reason}); it runs out by itself.")]
    private static partial void LogNotGivenUp(ILogger logger, string reason);
}
