namespace EasyCron.Worker.Runs;

/// <summary>What caused a run.</summary>
internal enum RunTrigger
{
    /// <summary>The job's schedule.</summary>
    Schedule,

    /// <summary>A person or another program asked for it.</summary>
    Manual,

    /// <summary>An occurrence missed while the worker was down, made good once.</summary>
    CatchUp,

    /// <summary>A new deployment of a job with <c>runOnDeploy</c>.</summary>
    Deploy,
}

/// <summary>The trigger as targets and logs see it.</summary>
internal static class RunTriggerText
{
    /// <summary>Spells the trigger.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns><c>schedule</c>, <c>manual</c>, <c>catchup</c> or <c>deploy</c>.</returns>
    public static string Text(this RunTrigger trigger) => trigger switch
    {
        RunTrigger.Schedule => "schedule",
        RunTrigger.Manual => "manual",
        RunTrigger.CatchUp => "catchup",
        RunTrigger.Deploy => "deploy",
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "Not a trigger."),
    };
}
