namespace EasyCron.BullMq;

/// <summary>What a child's final failure means for its parent.</summary>
public enum ChildFailurePolicy
{
    /// <summary>Nothing: the parent keeps waiting until the child is retried or removed. BullMQ's default.</summary>
    KeepWaiting,

    /// <summary>The parent fails too (failParentOnFailure).</summary>
    FailParent,

    /// <summary>The parent runs at once, other children pending or not, and can read the failure (continueParentOnFailure).</summary>
    ContinueParent,

    /// <summary>The child counts as finished and the parent can read the failure (ignoreDependencyOnFailure).</summary>
    IgnoreFailure,

    /// <summary>The child counts as finished (removeDependencyOnFailure).</summary>
    RemoveDependency,
}
