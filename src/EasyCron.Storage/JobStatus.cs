namespace EasyCron.Storage;

/// <summary>The app's enum <c>"JobStatus"</c>.</summary>
public enum JobStatus
{
    /// <summary><c>ENABLED</c>: its schedule runs.</summary>
    Enabled,

    /// <summary><c>DISABLED</c>: its schedule rests; a run that the app asks for still takes place.</summary>
    Disabled,

    /// <summary>A value that the app added later; counts as not enabled.</summary>
    Other,
}
