namespace EasyCron.Worker.Notices;

/// <summary>What a notice tells.</summary>
internal enum NoticeKind
{
    /// <summary>How a run ended.</summary>
    Run,

    /// <summary>A job that had failed works again.</summary>
    Recovery,

    /// <summary>A job failed so often that it was disabled.</summary>
    Disabled,

    /// <summary>What became of jobs on the day before.</summary>
    Summary,
}

/// <summary>The kind as ids and logs spell it.</summary>
internal static class NoticeKindText
{
    /// <summary>Spells the kind.</summary>
    public static string Text(this NoticeKind kind) => kind switch
    {
        NoticeKind.Run => "run",
        NoticeKind.Recovery => "recovery",
        NoticeKind.Disabled => "disabled",
        NoticeKind.Summary => "summary",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of notice."),
    };
}
