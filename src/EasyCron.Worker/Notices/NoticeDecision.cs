using System.Text.Json;

namespace EasyCron.Worker.Notices;

/// <summary>What was decided about one run. Kept under the run's id, so that a run that is told again is decided only once.</summary>
/// <param name="Verdict">Whether there is a notice.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="HeldBack">How many notices of the job were held back since the last one.</param>
internal sealed record NoticeDecision(NoticeVerdict Verdict, NoticeKind Kind = NoticeKind.Run, int HeldBack = 0)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static NoticeDecision Parse(string json) =>
        JsonSerializer.Deserialize(json, NoticeLedgerJson.Default.NoticeDecision) ?? throw new JsonException("A decision about a notice is null.");

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NoticeLedgerJson.Default.NoticeDecision);
}

/// <summary>Whether there is a notice, and why not.</summary>
internal enum NoticeVerdict
{
    /// <summary>There is one.</summary>
    Tell,

    /// <summary>The job does not want to tell of this end.</summary>
    NotWanted,

    /// <summary>The last notice is too recent (<c>notificationMinInterval</c>).</summary>
    TooSoon,

    /// <summary>There were enough today (<c>notificationMaxPerDay</c>).</summary>
    EnoughToday,

    /// <summary>There was one, and it lies in the queue or is sent.</summary>
    Told,
}
