namespace EasyCron.Testing.Processes;

/// <summary>The lines a process has written so far, standard output and standard error in the order of arrival.</summary>
public sealed class ProcessOutput
{
    private readonly List<string> _lines = [];

    /// <summary>Gets a copy of all lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Gets the last 60 lines as one text, for failure messages.</summary>
    public string Tail => string.Join('\n', Lines.TakeLast(60));

    internal void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    /// <summary>Returns all lines as one text.</summary>
    public override string ToString() => string.Join('\n', Lines);
}
