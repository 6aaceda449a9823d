using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EasyCron.Testing.Processes;

/// <summary>A Node.js script of the interop tests that answers questions, one JSON text a line.</summary>
/// <remarks>
/// A question is written to the script's standard input as <c>{"id": 1, "method": "add", "params": ...}</c>. The script answers on standard
/// output with <c>{"id": 1, "result": ...}</c> or <c>{"id": 1, "error": "..."}</c>, in any order, and may tell what happens by itself with
/// <c>{"event": "completed", "data": ...}</c>. Lines that are no such JSON, and standard error, are kept for failure messages.
/// </remarks>
public sealed class NodeProcess : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _questions = new();
    private readonly List<NodeEvent> _events = [];
    private readonly SemaphoreSlim _writing = new(1);
    private ChildProcess? _process;
    private int _lastId;

    private NodeProcess()
    {
    }

    /// <summary>Gets the process: output, signals, exit code.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The script has not been started.");

    /// <summary>Gets a copy of the list of all events so far, in the order of arrival.</summary>
    public IReadOnlyList<NodeEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Starts a script of <c>tests/EasyCron.Interop.Tests/node</c>, with the packages of its lock file installed.</summary>
    /// <param name="script">The script's file name.</param>
    /// <param name="environment">Variables to add to the environment of the tests.</param>
    /// <param name="arguments">The script's arguments.</param>
    public static async Task<NodeProcess> StartAsync(
        string script,
        IEnumerable<(string Name, string? Value)>? environment = null,
        params string[] arguments)
    {
        await NodePackages.EnsureAsync();
        var node = new NodeProcess();
        node._process = ChildProcess.Start(
            "node",
            [Path.Combine(NodePackages.Folder, script), .. arguments],
            new ChildProcessOptions
            {
                WorkingDirectory = NodePackages.Folder,
                Environment = (environment ?? []).ToDictionary(variable => variable.Name, variable => variable.Value),
                OutputLine = node.Read,
            });
        return node;
    }

    /// <summary>Asks the script something and waits for the answer.</summary>
    /// <param name="method">What to do, a name that the script knows.</param>
    /// <param name="parameters">What to do it with; written as JSON.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The answer; null where the script answered null or nothing.</returns>
    /// <exception cref="NodeException">The script answered with an error.</exception>
    /// <exception cref="InvalidOperationException">The script ended or was silent for too long; the message holds its output.</exception>
    public async Task<JsonNode?> AskAsync(
        string method,
        object? parameters = null,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[id] = answer;
        await WriteAsync(JsonSerializer.Serialize(new { id, method, @params = parameters }), cancellationToken);
        try
        {
            await Eventually.BecomesTrueAsync(() => answer.Task.IsCompleted || Process.HasExited, deadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Process.Failure($"did not answer \"{method}\" in time");
        }

        if (!answer.Task.IsCompleted)
        {
            // What it wrote before its end is read by the time the end is.
            await Process.WaitForExitAsync(deadline, cancellationToken);
        }

        return answer.Task.IsCompleted ? await answer.Task : throw Process.Failure($"ended before it answered \"{method}\"");
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="condition">What its data must meet; anything when left out.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first such event since the script's start.</returns>
    /// <exception cref="InvalidOperationException">The script ended or the deadline passed first; the message holds its output.</exception>
    public async Task<NodeEvent> WaitForEventAsync(
        string name,
        Func<JsonNode?, bool>? condition = null,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        NodeEvent? Find() => Events.FirstOrDefault(happened => happened.Name == name && (condition?.Invoke(happened.Data) ?? true));

        try
        {
            await Eventually.BecomesTrueAsync(() => Find() is not null || Process.HasExited, deadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Process.Failure($"did not tell of \"{name}\" in time");
        }

        if (Find() is null)
        {
            await Process.WaitForExitAsync(deadline, cancellationToken);
        }

        return Find() ?? throw Process.Failure($"ended before it told of \"{name}\"");
    }

    /// <summary>Kills the script with all it started.</summary>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _writing.Dispose();
    }

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await Process.Input.WriteLineAsync(line.AsMemory(), cancellationToken);
            await Process.Input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The script has ended: the wait for its answer says so, with its output.
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Read(string line)
    {
        if (NodeMessage.TryParse(line) is not { } message)
        {
            return;
        }

        if (message.Event is { } name)
        {
            lock (_events)
            {
                _events.Add(new NodeEvent(name, message.Data));
            }
        }
        else if (_questions.TryRemove(message.Id, out var answer))
        {
            if (message.Error is { } error)
            {
                answer.SetException(new NodeException(error));
            }
            else
            {
                answer.SetResult(message.Data);
            }
        }
    }
}
