namespace EasyCron.Testing.Network;

/// <summary>What everything that crosses a <see cref="TcpProxy"/> has to pass: a door that may be shut, then a delay.</summary>
internal sealed class ProxyPassage
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _shut;
    private long _delayTicks;
    private int _waiting;

    /// <summary>Gets how many stand before the shut door: bytes of one direction of a connection, or a connection to be made.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    public void Close()
    {
        lock (_gate)
        {
            _shut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _shut?.SetResult();
            _shut = null;
        }
    }

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Delay, cancellationToken);
        while (Door() is { } shut)
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                await shut.WaitAsync(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    private Task? Door()
    {
        lock (_gate)
        {
            return _shut?.Task;
        }
    }
}
