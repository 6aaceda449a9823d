using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Jobs;

/// <summary>A job's Redis hash -> <see cref="JobRecord"/>; the only place that knows the field names.</summary>
internal static class JobHash
{
    /// <summary>Reads the flat field, value, field, value ... array that scripts and HGETALL answer; null when it is empty.</summary>
    public static JobRecord? Read(string id, RedisResult[] fields)
    {
        if (fields.Length == 0)
        {
            return null;
        }

        var job = new JobRecord { Id = id };
        var legacyAttempts = 0;
        var hasAttempts = false;
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            ReadOnlySpan<byte> field = RedisReply.Bytes(fields[i]);
            var value = RedisReply.Bytes(fields[i + 1]);
            switch (field.Length)
            {
                case 2 when field.SequenceEqual("pb"u8):
                    job.ProcessedBy = Encoding.UTF8.GetString(value);
                    break;
                case 3 when field.SequenceEqual("ats"u8):
                    job.AttemptsStarted = (int)Number(value);
                    break;
                case 3 when field.SequenceEqual("atm"u8):
                    job.AttemptsMade = (int)Number(value);
                    hasAttempts = true;
                    break;
                case 3 when field.SequenceEqual("stc"u8):
                    job.StalledCount = (int)Number(value);
                    break;
                case 3 when field.SequenceEqual("rjk"u8):
                    job.RepeatJobKey = Encoding.UTF8.GetString(value);
                    break;
                case 4 when field.SequenceEqual("name"u8):
                    job.Name = Encoding.UTF8.GetString(value);
                    break;
                case 4 when field.SequenceEqual("data"u8):
                    job.Data = value;
                    break;
                case 4 when field.SequenceEqual("opts"u8):
                    job.OptionsJson = value;
                    break;
                case 4 when field.SequenceEqual("deid"u8):
                    job.DeduplicationId = Encoding.UTF8.GetString(value);
                    break;
                case 4 when field.SequenceEqual("defa"u8):
                    job.DeferredFailure = Encoding.UTF8.GetString(value);
                    break;
                case 5 when field.SequenceEqual("delay"u8):
                    job.Delay = Number(value);
                    break;
                case 6 when field.SequenceEqual("parent"u8):
                    job.ParentJson = value;
                    break;
                case 8 when field.SequenceEqual("priority"u8):
                    job.Priority = (int)Number(value);
                    break;
                case 8 when field.SequenceEqual("progress"u8):
                    job.ProgressJson = value;
                    break;
                case 9 when field.SequenceEqual("timestamp"u8):
                    job.Timestamp = (long)Number(value);
                    break;
                case 9 when field.SequenceEqual("parentKey"u8):
                    job.ParentKey = Encoding.UTF8.GetString(value);
                    break;
                case 10 when field.SequenceEqual("finishedOn"u8):
                    job.FinishedOn = (long)Number(value);
                    break;
                case 10 when field.SequenceEqual("stacktrace"u8):
                    job.StackTraceJson = value;
                    break;
                case 11 when field.SequenceEqual("processedOn"u8):
                    job.ProcessedOn = (long)Number(value);
                    break;
                case 11 when field.SequenceEqual("returnvalue"u8):
                    job.ReturnValueJson = value;
                    break;
                case 12 when field.SequenceEqual("failedReason"u8):
                    job.FailedReason = Encoding.UTF8.GetString(value);
                    break;
                case 12 when field.SequenceEqual("attemptsMade"u8):
                    legacyAttempts = (int)Number(value);
                    break;
                default:
                    break;
            }
        }

        if (!hasAttempts)
        {
            job.AttemptsMade = legacyAttempts;
        }

        ReadOptions(job);
        return job;
    }

    private static void ReadOptions(JobRecord job)
    {
        // By far the most frequent text: what a plain add stores.
        if (job.OptionsJson.AsSpan().SequenceEqual("{\"attempts\":0}"u8))
        {
            job.Options = PlainOptions;
            return;
        }

        try
        {
            job.Options = JobOptionsJson.Parse(job.OptionsJson);
        }
        catch (JsonException exception)
        {
            job.Poison = $"The job's options are not readable: {exception.Message}";
        }
    }

    private static readonly JobOptions PlainOptions = new() { Attempts = 0 };

    private static double Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length ? whole
        : Utf8Parser.TryParse(text, out double number, out _) && double.IsFinite(number) ? number
        : 0;
}
