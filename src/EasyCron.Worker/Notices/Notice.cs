namespace EasyCron.Worker.Notices;

/// <summary>
/// One message to one receiver, as it lies in the queue. It is finished there: what is delivered after a crash or a day's outage is what was meant, and the same
/// each time, so that Resend recognises a repetition.
/// </summary>
internal sealed record Notice
{
    /// <summary>How it is delivered.</summary>
    public required NoticeChannel Channel { get; init; }

    /// <summary>What it tells, for whoever looks at the queue.</summary>
    public required string Kind { get; init; }

    /// <summary>The job it tells of; for a summary the team.</summary>
    public required string About { get; init; }

    /// <summary>The run it tells of; null for a summary.</summary>
    public string? RunId { get; init; }

    /// <summary>A mail's recipient.</summary>
    public string? To { get; init; }

    /// <summary>A mail's subject.</summary>
    public string? Subject { get; init; }

    /// <summary>A mail's HTML part.</summary>
    public string? Html { get; init; }

    /// <summary>A mail's text part.</summary>
    public string? Text { get; init; }

    /// <summary>The JSON that a webhook is sent.</summary>
    public string? Body { get; init; }
}

/// <summary>How a notice is delivered.</summary>
internal enum NoticeChannel
{
    /// <summary>A mail by Resend.</summary>
    Mail,

    /// <summary>A signed webhook.</summary>
    Webhook,

    /// <summary>A Slack incoming webhook.</summary>
    Slack,

    /// <summary>A Discord webhook.</summary>
    Discord,
}
