namespace EasyCron.Storage;

/// <summary>The app's enum <c>"RunState"</c>.</summary>
public enum RunState
{
    /// <summary><c>QUEUED</c>: waits for an earlier run of the same job to end.</summary>
    Queued,

    /// <summary><c>RUNNING</c>: an attempt is under way, or the next one is being waited for.</summary>
    Running,

    /// <summary><c>OK</c>: ended well.</summary>
    Ok,

    /// <summary><c>FAIL</c>: ended badly.</summary>
    Fail,

    /// <summary><c>TIMEOUT</c>: ended by a clock.</summary>
    Timeout,

    /// <summary>A value that the app added later; counts as finished.</summary>
    Other,
}
