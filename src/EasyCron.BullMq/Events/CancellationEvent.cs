using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Events;

/// <summary>The event by which a running job is cancelled from elsewhere. Node's readers see an event of some name and pass it over.</summary>
internal static class CancellationEvent
{
    private const string Name = "easycron:cancel";

    public static Task<string> PublishAsync(QueueSession session, string jobId, string? reason, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string> { ["jobId"] = jobId };
        if (reason is not null)
        {
            fields["reason"] = reason;
        }

        return Commands.PublishEvent.RunAsync(session.Lua, session.Keys, Name, fields, cancellationToken);
    }

    public static bool TryRead(QueueEvent happened, out string jobId, out string? reason)
    {
        (jobId, reason) = ("", null);
        if (happened is not CustomEvent { Name: Name } custom || !custom.Fields.TryGetValue("jobId", out var found))
        {
            return false;
        }

        (jobId, reason) = (found, custom.Fields.GetValueOrDefault("reason"));
        return true;
    }
}
