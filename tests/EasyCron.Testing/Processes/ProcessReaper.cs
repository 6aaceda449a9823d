using System.Diagnostics;

namespace EasyCron.Testing.Processes;

/// <summary>Ends every process that this test process started and removes its directories, however the test process ends.</summary>
/// <remarks>
/// A small shell in a session of its own waits for the end of its standard input, which only this process holds open: a normal end, a crash
/// and SIGKILL all close it. Children are known by files named after their process ids, which they write themselves before they become the
/// wanted program; the folder of those files is renamed before the shell reads it, so a child that comes too late does not start.
/// </remarks>
internal static class ProcessReaper
{
    private const string Script = """
        exec >/dev/null 2>&1
        cat
        mv "$0/pids" "$0/ended"
        for file in "$0"/ended/*; do
          kill -KILL -- "-${file##*/}"
          kill -KILL "${file##*/}"
        done
        tries=0
        until rm -rf "$0"; [ ! -e "$0" ] || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.1; done
        """;

    private static readonly Lazy<string> Started = new(Start);

    /// <summary>Gets the directory of this test process; every user may pass through it, so that PostgreSQL reaches its own.</summary>
    public static string Root => Started.Value;

    /// <summary>Gets the directory in which a child notes its process id.</summary>
    public static string ProcessIds => Path.Combine(Root, "pids");

    /// <summary>Forgets a process that has ended, so that its id is free for a stranger.</summary>
    public static void Forget(int processId) => File.Delete(Path.Combine(ProcessIds, $"{processId}"));

    private static string Start()
    {
        const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var root = Path.Combine(Path.GetTempPath(), $"easycron-{UniqueName.Next()}");
        Directory.CreateDirectory(root, Passable);
        Directory.CreateDirectory(Path.Combine(root, "pids"));

        var start = new ProcessStartInfo("setsid", ["sh", "-c", Script, root]) { RedirectStandardInput = true };
        var reaper = Process.Start(start) ?? throw new InvalidOperationException("The process that cleans up after the tests did not start.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            reaper.StandardInput.Close();
            reaper.WaitForExit(TimeSpan.FromSeconds(10));
        };
        return root;
    }
}
