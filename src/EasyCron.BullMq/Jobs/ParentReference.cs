namespace EasyCron.BullMq;

/// <summary>Names a job's parent.</summary>
/// <param name="Id">The parent's job id.</param>
/// <param name="QueueKey">The parent's qualified queue name, <c>prefix:queue</c>.</param>
public sealed record ParentReference(string Id, string QueueKey)
{
    /// <summary>The parent's key, <c>prefix:queue:id</c>.</summary>
    public string Key => QueueKey + ":" + Id;
}
