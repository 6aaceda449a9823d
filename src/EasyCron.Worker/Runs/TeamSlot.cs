namespace EasyCron.Worker.Runs;

/// <summary>A slot that a run of a team holds, or the word when to come again.</summary>
internal sealed class TeamSlot : IDisposable
{
    private Action? _leave;

    /// <summary>Makes a slot that is held.</summary>
    public TeamSlot(Action leave)
    {
        _leave = leave;
        IsTaken = true;
    }

    /// <summary>Makes the word when to come again.</summary>
    public TeamSlot(DateTimeOffset comeAgainAt) => ComeAgainAt = comeAgainAt;

    /// <summary>Whether a slot is held.</summary>
    public bool IsTaken { get; }

    /// <summary>When to come again, where none is.</summary>
    public DateTimeOffset ComeAgainAt { get; }

    /// <summary>Leaves the slot, once.</summary>
    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
