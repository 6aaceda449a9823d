using System.Collections.Concurrent;

namespace EasyCron.BullMq.Working;

/// <summary>The jobs this worker is running now.</summary>
internal sealed class RunningJobs
{
    // By lock token and id: a job whose lock was lost may come back while its first run is still going on.
    private readonly ConcurrentDictionary<(string Id, string Token), ActiveJob> _jobs = new();

    public int Count => _jobs.Count;

    public IEnumerable<ActiveJob> All => _jobs.Values;

    public void Add(ActiveJob job) => _jobs[(job.Record.Id, job.Token)] = job;

    public void Remove(ActiveJob job) => _jobs.TryRemove((job.Record.Id, job.Token), out _);

    public bool Contains(string id, string token) => _jobs.ContainsKey((id, token));

    public IEnumerable<ActiveJob> WithId(string id) => _jobs.Values.Where(job => job.Record.Id == id);
}
