using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using StackExchange.Redis;

namespace EasyCron.BullMq.Commands;

/// <summary>A job on its way into Redis: what the four add commands share.</summary>
/// <param name="Id">The id the caller chose; empty for the queue's counter.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Data">The data's JSON.</param>
/// <param name="Options">Validated options with the queue's defaults applied.</param>
/// <param name="Timestamp">Creation time, milliseconds.</param>
internal sealed record NewJob(string Id, string Name, ReadOnlyMemory<byte> Data, JobOptions Options, long Timestamp)
{
    /// <summary>Whether the job goes in as part of a flow, whose parents are released at the end of the same transaction.</summary>
    public bool InFlow { get; init; }

    /// <summary>The three ARGV of an add command: packed args, data, packed options.</summary>
    public RedisValue[] Arguments(QueueKeys keys)
    {
        var writer = MessagePackWriter.Shared();
        writer.Array(10).Write(keys.Base).Write(Id).Write(Name).Write(Timestamp);
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

        return [writer.ToArray(), Data.ToArray(), JobOptionsPacker.Pack(Options)];
    }

    /// <summary>Reads an add command's answer: the id, or a negative code as an exception.</summary>
    public string ReadId(RedisResult reply, string command)
    {
        var text = RedisReply.Text(reply) ?? "";
        return text.Length > 1 && text[0] == '-' && long.TryParse(text, out var code) && Id != text
            ? throw ScriptError.For(code, Id, command, parentKey: Options.Parent?.Key)
            : text;
    }
}
