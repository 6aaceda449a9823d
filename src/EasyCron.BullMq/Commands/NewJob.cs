using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>A job on its way into Redis: what every add command takes.</summary>
/// <param name="Id">The id the caller chose; empty for the queue's counter.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Data">The data's JSON.</param>
/// <param name="Options">Validated options with the queue's defaults applied.</param>
/// <param name="Timestamp">Creation time, milliseconds.</param>
internal sealed record NewJob(string Id, string Name, byte[] Data, JobOptions Options, long Timestamp)
{
    /// <summary>Whether the job goes in as part of a flow, whose parents are released at the end of the same transaction.</summary>
    public bool InFlow { get; init; }

    /// <summary>Whether its caller names nothing that may already be there: no id, no parent, no deduplication.</summary>
    public bool IsPlain => this is { Id: "", Options: { Parent: null, Deduplication: null } };

    /// <summary>The first ARGV of an add command: a packed array of ten positions, and of eleven for commands of our own.</summary>
    public byte[] Pack(QueueKeys keys)
    {
        var writer = MessagePackWriter.Shared();
        var rule = IfExistsWord(Options.IfExists);
        writer.Array(rule is null ? 10 : 11).Write(keys.Base).Write(Id).Write(Name).Write(Timestamp);
        if (Options.Parent is { } parent)
        {
            writer.Write(parent.Key).Write(parent.Key + ":dependencies");
            var policy = JobOptionsPacker.ShortName(Options.ChildFailurePolicy);
            writer.Map(policy is null ? 2 : 3).Write("id"u8).Write(parent.Id).Write("queueKey"u8).Write(parent.QueueKey);
            if (policy is not null)
            {
                writer.Write(policy).Write(true);
            }
        }
        else
        {
            writer.Nil().Nil().Nil();
        }

        writer.Nil();
        if (Options.Deduplication is { } deduplication)
        {
            writer.Write(keys.DeduplicationOwner(deduplication.Id));
        }
        else
        {
            writer.Nil();
        }

        if (InFlow)
        {
            writer.Write(1);
        }
        else
        {
            writer.Nil();
        }

        if (rule is not null)
        {
            writer.Write(rule);
        }

        return writer.ToArray();
    }

    private static string? IfExistsWord(IfJobExists rule) => rule switch
    {
        IfJobExists.Refuse => "refuse",
        IfJobExists.ReplaceFinished => "replace",
        _ => null,
    };
}
