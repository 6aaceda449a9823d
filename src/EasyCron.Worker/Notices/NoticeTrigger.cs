namespace EasyCron.Worker.Notices;

/// <summary>Which ends of runs a job wants to tell of (<c>notificationTrigger</c>).</summary>
internal enum NoticeTrigger
{
    /// <summary>FAIL and TIMEOUT.</summary>
    Error,

    /// <summary>OK.</summary>
    Success,

    /// <summary>Every end.</summary>
    Always,

    /// <summary>An end that is good where the one before was bad, or the other way round; a first end only if bad.</summary>
    StatusChange,

    /// <summary>Any end whose last answer had one of the listed status codes.</summary>
    HttpCodes,
}
