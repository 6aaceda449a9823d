namespace EasyCron.Worker.Schedule;

/// <summary>What a job's row says about its schedule.</summary>
internal abstract record SchedulePlan
{
    private SchedulePlan()
    {
    }

    /// <summary>It is due again and again.</summary>
    public sealed record Recurring(Timetable Timetable) : SchedulePlan;

    /// <summary>It has no schedule: it runs when somebody asks for it.</summary>
    public sealed record Manual : SchedulePlan;

    /// <summary>Its schedule cannot be understood, and is not guessed at.</summary>
    /// <param name="Reason">Which column is wrong, what was found, and what is allowed.</param>
    public sealed record Quarantined(string Reason) : SchedulePlan;
}
