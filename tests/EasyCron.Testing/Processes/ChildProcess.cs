using System.Diagnostics;

namespace EasyCron.Testing.Processes;

/// <summary>A process started by a test, with its output, signals and end; it never outlives the test process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // Notes its own id for the reaper, then becomes the leader of a process group of its own and the wanted program, all under one id.
    private const string Launch = """echo $$ >"$0/$$" && exec setsid -- "$@" """;

    private readonly Process _process;
    private readonly string _name;
    private bool _disposed;

    private ChildProcess(Process process, string name, Action<string>? outputLine)
    {
        _process = process;
        _name = name;
        process.OutputDataReceived += (_, line) => Record(line.Data, outputLine);
        process.ErrorDataReceived += (_, line) => Record(line.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Gets the process id, which is also the id of its process group.</summary>
    public int Id => _process.Id;

    /// <summary>Gets what the process has written so far.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>Gets the process's standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Gets a value indicating whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name that PATH resolves.</param>
    /// <param name="arguments">Its arguments, one text each; no shell reads them.</param>
    /// <param name="options">Directory, environment and user.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, ChildProcessOptions? options = null)
    {
        options ??= new ChildProcessOptions();
        string[] user = options.User is { } name ? ["setpriv", $"--reuid={name}", $"--regid={name}", "--init-groups", "--"] : [];
        var start = new ProcessStartInfo("sh", ["-c", Launch, ProcessReaper.ProcessIds, .. user, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        ChildEnvironment.Apply(options, start.Environment);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new ChildProcess(process, Path.GetFileName(program), options.OutputLine);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message holds its output.</exception>
    public static async Task<ProcessOutput> RunAsync(
        string program,
        IEnumerable<string> arguments,
        ChildProcessOptions? options = null,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        await using var process = Start(program, arguments, options);
        process.Input.Close();
        var exitCode = await process.WaitForExitAsync(deadline, cancellationToken);
        return exitCode == 0 ? process.Output : throw process.Failure($"ended with exit code {exitCode}");
    }

    /// <summary>Waits until the process has written a line that meets a condition.</summary>
    /// <returns>The first such line.</returns>
    /// <exception cref="InvalidOperationException">The process ended first, or the deadline passed; the message holds its output.</exception>
    public async Task<string> WaitForLineAsync(
        Func<string, bool> condition,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default)
    {
        string? found = null;
        bool LineOrEnd()
        {
            // Asked first: what is written before the end is also read before the lines are searched.
            var ended = HasExited;
            found = Output.Lines.FirstOrDefault(condition);
            return found is not null || ended;
        }

        try
        {
            await Eventually.BecomesTrueAsync(LineOrEnd, deadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failure("did not write the awaited line in time");
        }

        if (found is null)
        {
            await _process.WaitForExitAsync(cancellationToken);
            found = Output.Lines.FirstOrDefault(condition);
        }

        return found ?? throw Failure($"ended with exit code {_process.ExitCode} before it wrote the awaited line");
    }

    /// <summary>Waits for a line that contains a text.</summary>
    /// <inheritdoc cref="WaitForLineAsync(Func{string, bool}, TimeSpan?, CancellationToken)"/>
    public Task<string> WaitForLineAsync(string text, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), deadline, cancellationToken);

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <returns>The exit code; 128 + the signal's number when a signal ended it.</returns>
    /// <exception cref="InvalidOperationException">It still runs at the deadline; the message holds its output.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(deadline ?? Eventually.DefaultDeadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failure("did not end in time");
        }

        ProcessReaper.Forget(Id);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal to the process alone.</summary>
    public void Send(Signal signal) => Signals.Send(Id, signal);

    /// <summary>Sends a signal to the process and all its descendants.</summary>
    public void SendToTree(Signal signal)
    {
        foreach (var id in ProcessTree.Of(Id))
        {
            Signals.Send(id, signal);
        }
    }

    /// <summary>Kills the process with all its descendants and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!HasExited)
        {
            SendToTree(Signal.Kill);
        }

        // Descendants that outlived their parent are no longer found under it, but they share its process group.
        Signals.Send(-Id, Signal.Kill);
        await WaitForExitAsync();
        _process.Dispose();
    }

    internal InvalidOperationException Failure(string what) => new($"{_name} {what}. Its last output:\n{Output.Tail}");

    private void Record(string? line, Action<string>? listener)
    {
        if (line is not null)
        {
            listener?.Invoke(line);
            Output.Add(line);
        }
    }
}
