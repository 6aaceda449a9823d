using EasyCron.Interop.Tests.Matrix;

namespace EasyCron.Interop.Tests.Soak;

/// <summary>A mixed load of jobs, and how each of them has to end.</summary>
internal sealed class Workload(string prefix)
{
    /// <summary>How many iterations each scheduler makes.</summary>
    public const int Iterations = 5;

    private readonly Dictionary<string, string> _ends = [];
    private readonly List<string> _schedulers = [];

    /// <summary>How each job ends: <c>completed</c> or <c>failed</c>, by id.</summary>
    public IReadOnlyDictionary<string, string> Ends => _ends;

    /// <summary>The schedulers; their jobs all complete.</summary>
    public IReadOnlyList<string> Schedulers => _schedulers;

    /// <summary>How many jobs end in all.</summary>
    public int Count => _ends.Count + (_schedulers.Count * Iterations);

    /// <summary>Adds one job or flow of every sort.</summary>
    /// <param name="peer">Who adds them.</param>
    /// <param name="round">Makes their ids unlike those of other rounds.</param>
    public async Task AddAsync(string peer, int round)
    {
        var id = $"{peer}-{round}";
        object[] work = [new { work = 5 + (round % 20) }, new Dictionary<string, object> { ["return"] = round }];
        object[] failing = [new { fail = "as told" }];
        object[] recovering = [new { fail = "not yet", attempts = 1 }, .. work];
        await JobAsync(peer, $"{id}-plain", "completed", work, new { });
        await JobAsync(peer, $"{id}-late", "completed", work, new { delay = 20 * (round % 30) });
        await JobAsync(peer, $"{id}-urgent", "completed", work, new { priority = 1 + (round % 5) });
        await JobAsync(peer, $"{id}-front", "completed", work, new { lifo = true });
        await JobAsync(peer, $"{id}-recovers", "completed", recovering, new { attempts = 3, backoff = new { type = "exponential", delay = 20 } });
        await JobAsync(peer, $"{id}-gives-up", "failed", failing, new { attempts = 2 });
        await FlowAsync(peer, $"{id}-flow", work, failing);
    }

    /// <summary>Sets up a scheduler that ends by itself.</summary>
    public async Task ScheduleAsync(string peer)
    {
        var id = $"{peer}-scheduler";
        _schedulers.Add(id);
        await Peers.AskAsync(peer, "upsertScheduler", new
        {
            prefix,
            queue = Fleet.Queue,
            schedulerId = id,
            repeat = new { every = 300, limit = Iterations },
            template = new { name = "tick", data = new { }, opts = new { attempts = 3 } },
        });
    }

    private async Task JobAsync(string peer, string id, string end, object[] steps, object opts)
    {
        _ends[id] = end;
        var options = System.Text.Json.JsonSerializer.SerializeToNode(opts)!.AsObject();
        options["jobId"] = id;
        await Peers.AskAsync(peer, "add", new { prefix, queue = Fleet.Queue, name = "soak", data = new { @do = steps }, opts = options });
    }

    private async Task FlowAsync(string peer, string id, object[] work, object[] failing)
    {
        object Child(string name, object[] steps, object opts) => new { name, queueName = Fleet.Queue, data = new { @do = steps }, opts };
        object[] children =
        [
            Child("good", work, new { jobId = $"{id}-good", priority = 2 }),
            Child("late", work, new { jobId = $"{id}-late", delay = 100 }),
            Child("bad", failing, new { jobId = $"{id}-bad", ignoreDependencyOnFailure = true }),
        ];
        var root = new { name = "root", queueName = Fleet.Queue, data = new { @do = new[] { new { childrenValues = true } } }, opts = new { jobId = id }, children };
        _ends[id] = _ends[$"{id}-good"] = _ends[$"{id}-late"] = "completed";
        _ends[$"{id}-bad"] = "failed";
        await Peers.AskAsync(peer, "addFlow", new { prefix, queue = Fleet.Queue, flow = root });
    }
}
