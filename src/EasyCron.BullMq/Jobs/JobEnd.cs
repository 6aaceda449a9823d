namespace EasyCron.BullMq.Jobs;

/// <summary>How a job ended: with the JSON of its return value, or with the reason of its failure.</summary>
internal readonly record struct JobEnd(byte[]? ReturnValue, string? FailedReason)
{
    public static JobEnd Completed(byte[] json) => new(json, null);

    public static JobEnd Failed(string reason) => new(null, reason);
}
