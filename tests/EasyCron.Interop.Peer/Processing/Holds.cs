using System.Collections.Concurrent;

namespace EasyCron.Interop.Peer.Processing;

/// <summary>Lets a job stop in the middle of its run until it is released.</summary>
internal sealed class Holds
{
    private readonly ConcurrentDictionary<(string Prefix, string Queue, string Id), Hold> _holds = new();

    public Task HeldAsync(string prefix, string queue, string id) => Of(prefix, queue, id).Held.Task;

    public void Release(string prefix, string queue, string id) => Of(prefix, queue, id).Released.TrySetResult();

    /// <summary>Waits for the release; a cancelled token ends the wait.</summary>
    public async Task WaitAsync(string prefix, string queue, string id, CancellationToken cancellationToken)
    {
        var hold = Of(prefix, queue, id);
        hold.Held.TrySetResult();
        await hold.Released.Task.WaitAsync(cancellationToken);
        _holds.TryRemove((prefix, queue, id), out _);
    }

    private Hold Of(string prefix, string queue, string id) => _holds.GetOrAdd((prefix, queue, id), _ => new Hold());

    private sealed class Hold
    {
        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
