using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Postgres;

/// <summary>The PostgreSQL programs of this machine and the user they run as.</summary>
/// <param name="Programs">The folder of <c>initdb</c> and <c>postgres</c>.</param>
internal sealed record PostgresInstallation(string Programs)
{
    private const string DebianFolder = "/usr/lib/postgresql";

    // PostgreSQL refuses to run as root; Debian's packages bring a user for it.
    private static readonly string? User = Environment.IsPrivilegedProcess ? "postgres" : null;

    // The working directory of the tests may be closed to that user.
    private static readonly ChildProcessOptions Options = new() { User = User, WorkingDirectory = "/" };

    /// <summary>Finds the newest version in Debian's place, else the one on PATH.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says what to install.</exception>
    public static PostgresInstallation Find()
    {
        IEnumerable<string> versions = Directory.Exists(DebianFolder) ? Directory.EnumerateDirectories(DebianFolder) : [];
        var folders = versions
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) is { } found
            ? new PostgresInstallation(found)
            : throw new InvalidOperationException("PostgreSQL is not installed: run scripts/test, which installs it, or set DATABASE_URL.");
    }

    /// <summary>Starts one of the programs.</summary>
    public ChildProcess Start(string program, IEnumerable<string> arguments) =>
        ChildProcess.Start(Path.Combine(Programs, program), arguments, Options);

    /// <summary>Runs one of the programs to its end.</summary>
    public Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(Path.Combine(Programs, program), arguments, Options, cancellationToken: cancellationToken);

    /// <summary>Gives a file or folder to the user the programs run as.</summary>
    public static async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (User is not null)
        {
            await ChildProcess.RunAsync("chown", [$"{User}:", path], cancellationToken: cancellationToken);
        }
    }
}
