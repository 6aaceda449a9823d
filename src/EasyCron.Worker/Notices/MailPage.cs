namespace EasyCron.Worker.Notices;

/// <summary>What a layout shows of every mail. Property names are the names in the layouts.</summary>
internal abstract record MailPage
{
    /// <summary>The job's name, or what is summed up.</summary>
    public required string Title { get; init; }

    /// <summary>One word or two that say at a glance how things are.</summary>
    public required string State { get; init; }

    /// <summary>The colour of that, as CSS spells it.</summary>
    public required string Color { get; init; }

    /// <summary>What mail programs show beside the subject.</summary>
    public required string Preview { get; init; }

    /// <summary>Why this mail was sent.</summary>
    public required string Footer { get; init; }

    /// <summary>Something to know before the rest; empty for nothing.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>The mail about a run.</summary>
internal sealed record RunPage : MailPage
{
    /// <summary>The job's own text, filled.</summary>
    public required string Message { get; init; }

    /// <summary>Names and values.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The attempts; none where the job does not want them.</summary>
    public IReadOnlyList<AttemptNote> Attempts { get; init; } = [];

    /// <summary>The excerpt of the answer; empty where the job does not want it.</summary>
    public string Response { get; init; } = "";
}

/// <summary>A name and its value.</summary>
/// <param name="Label">The name.</param>
/// <param name="Value">The value.</param>
internal sealed record Fact(string Label, string Value);

/// <summary>The mail about a day.</summary>
internal sealed record SummaryPage : MailPage
{
    /// <summary>The jobs.</summary>
    public required IReadOnlyList<SummaryLine> Jobs { get; init; }
}

/// <summary>One job's day.</summary>
/// <param name="Name">The job.</param>
/// <param name="Color">How it went.</param>
/// <param name="Runs">Runs by state.</param>
/// <param name="Skips">Occurrences not run, by reason; empty for none.</param>
/// <param name="Durations">The median and the slowest; empty where nothing ended.</param>
/// <param name="LastError">The last failure; empty for none.</param>
/// <param name="Next">When it runs next.</param>
internal sealed record SummaryLine(string Name, string Color, string Runs, string Skips, string Durations, string LastError, string Next);
