using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.Working;

/// <summary>
/// Keeps the locks of running jobs alive, and cancels a job whose lock is lost. It has a thread of its own: processors that block
/// the thread pool must not cost their jobs the locks.
/// </summary>
internal sealed partial class LockRenewer : IDisposable
{
    private const int JobsPerCall = 500;

    private readonly WorkerSession _session;
    private readonly TimeSpan _renewAfter;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly FaultStreak _faults = new();

    public LockRenewer(WorkerSession session)
    {
        _session = session;
        _renewAfter = (session.Options.LockRenewTime ?? (session.Options.LockDuration / 2)) / 2;
        _thread = new Thread(Loop) { IsBackground = true, Name = "bullmq locks " + session.Keys.Queue.Name };
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stop.Set();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) || _thread.Join(TimeSpan.FromSeconds(1)))
        {
            _stop.Dispose();
        }
    }

    private void Loop()
    {
        while (!_stop.Wait(_renewAfter / 2))
        {
            List<ActiveJob> due = [];
            foreach (var job in _session.Running.All)
            {
                if (!job.Abandoned && _session.Clock.GetElapsedTime(job.LastSent) >= _renewAfter)
                {
                    job.LastSent = _session.Clock.GetTimestamp();
                    due.Add(job);
                }
            }

            foreach (var part in due.Chunk(JobsPerCall))
            {
                // The command leaves for the socket before this returns; only the answer is waited for elsewhere.
                _ = RenewAsync(part);
            }
        }
    }

    private async Task RenewAsync(ActiveJob[] jobs)
    {
        try
        {
            var lost = await ExtendLocks.RunAsync(
                _session.Lua, _session.Keys, [.. jobs.Select(job => (job.Record.Id, job.Token))], _session.Options.LockDuration, _session.GiveUp.Token).ConfigureAwait(false);
            _faults.End();
            var now = _session.Clock.GetTimestamp();
            foreach (var job in jobs)
            {
                if (lost.Contains(job.Record.Id))
                {
                    await LoseAsync(job).ConfigureAwait(false);
                }
                else
                {
                    SayIfLate(job);
                    job.LastRenewed = now;
                }
            }
        }
        catch (QueueException exception)
        {
            // Due again at the next turn; a lock that ran out meanwhile is reported by the renewal that finds it gone.
            foreach (var job in jobs)
            {
                job.LastSent = job.LastRenewed;
            }

            _faults.Add(out var isNews);
            if (isNews)
            {
                await _session.ReportAsync(exception).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_session.GiveUp.IsCancellationRequested)
        {
            LogStopped(_session.Logger);
        }
    }

    private async Task LoseAsync(ActiveJob job)
    {
        // A job that ended between the snapshot and the script has no lock either, and nothing was lost.
        if (job.Abandoned || !_session.Running.Contains(job.Record.Id, job.Token) || job.Settling)
        {
            return;
        }

        LogLost(_session.Logger, job.Record.Id);
        job.Cancel(JobCancellation.LockLost);
        await _session.GuardAsync(nameof(WorkerEvents.OnLockLost), job.Record.Id, _session.Options.Events.OnLockLost).ConfigureAwait(false);
    }

    private void SayIfLate(ActiveJob job)
    {
        var age = _session.Clock.GetElapsedTime(job.LastRenewed);
        if (age > _session.Options.LockDuration)
        {
            LogLate(_session.Logger, job.Record.Id, age.TotalMilliseconds);
        }
    }

    [LoggerMessage(32, LogLevel.Error, "The lock of job {JobId} is lost; its processor is told to stop and its result will not be stored.")]
    private static partial void LogLost(ILogger logger, string jobId);

    [LoggerMessage(33, LogLevel.Warning, "The lock of job {JobId} was renewed only after {Milliseconds:0} ms.")]
    private static partial void LogLate(ILogger logger, string jobId, double milliseconds);

    [LoggerMessage(34, LogLevel.Trace, "Lock renewal ended by stopping.")]
    private static partial void LogStopped(ILogger logger);
}
