namespace EasyCron.Worker.Http;

/// <summary>How far an attempt has come; where it failed, if it did.</summary>
internal enum AttemptPhase
{
    /// <summary>Nothing was sent: the job's own fields, or no time left.</summary>
    Request,

    /// <summary>The host's name is being resolved.</summary>
    Dns,

    /// <summary>The TCP connection is being made.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>The request is being sent and the status line and headers are awaited.</summary>
    Headers,

    /// <summary>The body is being read.</summary>
    Body,
}

/// <summary>The phase as logs and reasons spell it.</summary>
internal static class AttemptPhaseText
{
    /// <summary>Spells the phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <returns><c>request</c>, <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>headers</c> or <c>body</c>.</returns>
    public static string Text(this AttemptPhase phase) => phase switch
    {
        AttemptPhase.Request => "request",
        AttemptPhase.Dns => "dns",
        AttemptPhase.Connect => "connect",
        AttemptPhase.Tls => "tls",
        AttemptPhase.Headers => "headers",
        AttemptPhase.Body => "body",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a phase."),
    };
}
