using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Trials;

/// <summary>Adding jobs: one after another, a hundred at once, or in bulk of a thousand.</summary>
public static class AddTrial
{
    public static async Task<Figures> RunAsync(QueueConnection connection, TrialSettings settings)
    {
        await AddAsync(connection, settings, "warm", settings.Number("warm", 3000));
        return await AddAsync(connection, settings, "q", settings.Number("jobs", 20000));
    }

    private static async Task<Figures> AddAsync(QueueConnection connection, TrialSettings settings, string name, int jobs)
    {
        var queue = new Queue(name, connection, new QueueOptions { Prefix = settings.Prefix });
        var meter = await Meter.StartAsync(connection);
        if (settings.Number("bulk", 0) is > 0 and var bulk)
        {
            for (var i = 0; i < jobs; i += bulk)
            {
                await queue.AddManyAsync(Enumerable.Range(i, bulk).Select(n => new JobToAdd("noop", new { n })));
            }
        }
        else
        {
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, settings.Number("atonce", 1)).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) <= jobs)
                {
                    await queue.AddAsync("noop", new { n = next });
                }
            }));
        }

        return await meter.StopAsync(jobs);
    }
}
