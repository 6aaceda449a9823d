using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EasyCron.Testing.Processes;

/// <summary>A program, such as a Node.js script of the interop tests, that answers questions, one JSON text a line.</summary>
/// <remarks>
/// A question is written to its standard input as <c>{"id": 1, "method": "add", "params": ...}</c>. The program answers on standard
/// output with <c>{"id": 1, "result": ...}</c> or <c>{"id": 1, "error": "..."}</c>, in any order, and may tell what happens by itself with
/// <c>{"event": "completed", "data": ...}</c>. Lines that are no such JSON, and standard error, are kept for failure messages.
/// </remarks>
public sealed class AnsweringProcess : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _questions = new();
    private readonly List<ProcessEvent> _events = [];
    private readonly SemaphoreSlim _writing = new(1);
    private ChildProcess? _process;
    private Task _ended = Task.CompletedTask;
    private int _lastId;

    private AnsweringProcess()
    {
    }

    /// <summary>Gets the process: output, signals, exit code.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The program has not been started.");

    /// <summary>Gets a copy of the list of all events so far, in the order of arrival.</summary>
    public IReadOnlyList<ProcessEvent> Events
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
    public static async Task<AnsweringProcess> StartNodeAsync(
        string script,
        IEnumerable<(string Name, string? Value)>? environment = null,
        params string[] arguments)
    {
        await NodePackages.EnsureAsync();
        return Start(
            "node",
            [Path.Combine(NodePackages.Folder, script), .. arguments],
            new ChildProcessOptions
            {
                WorkingDirectory = NodePackages.Folder,
                Environment = (environment ?? []).ToDictionary(variable => variable.Name, variable => variable.Value),
            });
    }

    /// <summary>Starts a program that keeps to the same lines.</summary>
    /// <param name="program">A path, or a name that PATH resolves.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="options">Directory, environment and user.</param>
    public static AnsweringProcess Start(string program, IEnumerable<string> arguments, ChildProcessOptions? options = null)
    {
        var answering = new AnsweringProcess();
        answering._process = ChildProcess.Start(program, arguments, (options ?? new ChildProcessOptions()) with { OutputLine = answering.Read });
        answering._ended = answering._process.WaitForExitAsync(Timeout.InfiniteTimeSpan);
        return answering;
    }

    /// <summary>Asks the program something and waits for the answer.</summary>
    /// <param name="method">What to do, a name that the program knows.</param>
    /// <param name="parameters">What to do it with; written as JSON.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The answer; null where the program answered null or nothing.</returns>
    /// <exception cref="AnswerException">The program answered with an error.</exception>
    /// <exception cref="InvalidOperationException">The program ended or was silent for too long; the message holds its output.</exception>
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
            // Whichever comes first; what the program wrote before its end is read by the time the end is told.
            await Task.WhenAny(answer.Task, _ended).WaitAsync(deadline ?? Eventually.DefaultDeadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Process.Failure($"did not answer \"{method}\" in time");
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }

        return answer.Task.IsCompleted ? await answer.Task : throw Process.Failure($"ended before it answered \"{method}\"");
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="condition">What its data must meet; anything when left out.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first such event since the program's start.</returns>
    /// <exception cref="InvalidOperationException">The program ended or the deadline passed first; the message holds its output.</exception>
    public async Task<ProcessEvent> WaitForEventAsync(
        string name,
        Func<JsonNode?, bool>? condition = null,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        ProcessEvent? Find() => Events.FirstOrDefault(happened => happened.Name == name && (condition?.Invoke(happened.Data) ?? true));

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

    /// <summary>Kills the program with all it started.</summary>
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
            // The program has ended: the wait for its answer says so, with its output.
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Read(string line)
    {
        if (ProcessMessage.TryParse(line) is not { } message)
        {
            return;
        }

        if (message.Event is { } name)
        {
            lock (_events)
            {
                _events.Add(new ProcessEvent(name, message.Data));
            }
        }
        else if (_questions.TryRemove(message.Id, out var answer))
        {
            if (message.Error is { } error)
            {
                answer.SetException(new AnswerException(error));
            }
            else
            {
                answer.SetResult(message.Data);
            }
        }
    }
}
