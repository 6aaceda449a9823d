using EasyCron.BullMq;
using EasyCron.Storage;

namespace EasyCron.Worker.Schedule;

internal sealed class ScheduleKeeper(JobRepository jobs, Queue queue)
{
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await foreach (var job in jobs.ListEnabledAsync(cancellationToken))
        {
            if (job.CronExpression is { } cron && await queue.Schedulers.GetAsync(job.Id, cancellationToken) is null)
            {
                await queue.Schedulers.UpsertAsync(job.Id, JobSchedule.Cron(cron, job.Timezone), new JobTemplate { Data = new { jobId = job.Id } }, cancellationToken);
            }
        }
    }
}
