namespace EasyCron.BullMq;

/// <summary>What becomes of an add whose job id is taken. Finished jobs hold their ids as long as they are retained.</summary>
public enum IfJobExists
{
    /// <summary>Nothing: the existing job stands for the new one, whose data and options are not stored. BullMQ's way.</summary>
    KeepIt,

    /// <summary>The add fails with <see cref="JobIdTakenException"/>.</summary>
    Refuse,

    /// <summary>A job that has completed or failed is removed, without its children, and the new one takes its place; one that has not stays.</summary>
    ReplaceFinished,
}
