namespace EasyCron.Worker.Schedule;

/// <summary>Counts what a pass does while it does it.</summary>
internal sealed class PassTally
{
    private const int MostExamples = 10;
    private readonly Dictionary<RepairKind, (int Count, List<string> Examples)> _repairs = [];

    public int Added { get; set; }

    public int Updated { get; set; }

    public int Removed { get; set; }

    public int CaughtUp { get; set; }

    public int Failed { get; set; }

    public int Foreign { get; set; }

    /// <summary>What was repaired: the kind, how often, and the ids of the first few.</summary>
    public IEnumerable<(RepairKind Kind, int Count, string Examples)> Repairs =>
        _repairs.Select(one => (one.Key, one.Value.Count, string.Join(", ", one.Value.Examples) + (one.Value.Count > MostExamples ? ", ..." : "")));

    public void Repaired(RepairKind kind, string id, int times = 1)
    {
        var (count, examples) = _repairs.TryGetValue(kind, out var known) ? known : (0, []);
        if (examples.Count < MostExamples && id.Length > 0)
        {
            examples.Add(id);
        }

        _repairs[kind] = (count + times, examples);
    }

    /// <summary>Counts a scheduler that was written.</summary>
    public void Wrote(PlannedWrite write)
    {
        if (write.Repair is { } kind)
        {
            Repaired(kind, write.Entry.JobId);
        }
        else if (write.Expected == BullMq.SchedulerExpectation.Absent)
        {
            Added++;
        }
        else
        {
            Updated++;
        }

        CaughtUp += write.CatchUp is null ? 0 : 1;
    }

    public KeeperPass ToPass(bool isFull, int jobs, TimeSpan duration) => new()
    {
        IsFull = isFull,
        Jobs = jobs,
        Added = Added,
        Updated = Updated,
        Removed = Removed,
        Repairs = _repairs.ToDictionary(one => one.Key, one => one.Value.Count),
        CaughtUp = CaughtUp,
        Failed = Failed,
        Foreign = Foreign,
        Duration = duration,
    };
}
