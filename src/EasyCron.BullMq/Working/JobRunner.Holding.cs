using EasyCron.BullMq.Telemetry;

namespace EasyCron.BullMq.Working;

// Jobs that somebody outside processes.
internal sealed partial class JobRunner
{
    /// <summary>Readies a fetched job for whoever asked for it.</summary>
    /// <param name="fetched">The job.</param>
    /// <param name="ended">Called when the job is settled or given back.</param>
    /// <returns>Null where the job was not to be run: it has been failed.</returns>
    public async Task<LockedJob?> HoldAsync(FetchedJob fetched, Action ended)
    {
        var active = new ActiveJob(fetched.Record, fetched.Token, session.Clock.GetTimestamp());
        var context = new JobContext(active, session);
        session.Running.Add(active);
        Instruments.CountConsumed(session.Keys.Queue);
        var isHeld = false;
        try
        {
            await continuation.PlaceNextAsync(active.Record).ConfigureAwait(false);
            if (Refusal(active.Record) is { } reason)
            {
                await SettleAsync(context, active, await RefuseAsync(active.Record, reason).ConfigureAwait(false), static () => false).ConfigureAwait(false);
                return null;
            }

            isHeld = true;
            return new LockedJob(context, active, SettleHeldAsync, GiveBackHeldAsync);
        }
        catch (QueueException exception)
        {
            await session.ReportAsync(exception).ConfigureAwait(false);
            return null;
        }
        finally
        {
            if (!isHeld)
            {
                Leave();
                active.Dispose();
            }
        }

        async Task SettleHeldAsync(JobOutcome outcome)
        {
            try
            {
                await SettleAsync(context, active, outcome, static () => false).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        }

        async Task GiveBackHeldAsync()
        {
            try
            {
                await settler.GiveBackAsync(active).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is QueueException or OperationCanceledException)
            {
                LogNotStored(session.Logger, active.Record.Id, exception.Message);
            }
            finally
            {
                Leave();
            }
        }

        void Leave()
        {
            session.Running.Remove(active);
            ended();
        }
    }
}
