using EasyCron.Storage;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Runs;

/// <summary>A row of "Job", understood: one snapshot that a whole attempt works with.</summary>
internal sealed record JobDefinition
{
    /// <summary>The row.</summary>
    public required CronJob Job { get; init; }

    /// <summary>What is sent, and what counts as success.</summary>
    public required RequestSpecification Request { get; init; }

    /// <summary>How often and after which waits a run tries again.</summary>
    public required RetryPolicy Retry { get; init; }

    /// <summary>When the job may run.</summary>
    public required RunWindow Window { get; init; }

    /// <summary>What happens while another run of the job has not ended; an unknown word counts as skip.</summary>
    public required ConcurrencyMode Concurrency { get; init; }

    /// <summary>What of the row was not understood and therefore ignored.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Reads a row.</summary>
    public static JobDefinition From(CronJob job)
    {
        var window = RunWindow.From(job);
        List<string> warnings = [.. window.Warnings.Select(warning => warning.ToString())];
        return new JobDefinition
        {
            Job = job,
            Request = RequestSpecification.From(job),
            Retry = RetryPolicy.From(job),
            Window = window,
            Concurrency = ReadConcurrency(job.Concurrency, warnings),
            Warnings = warnings,
        };
    }

    private static ConcurrencyMode ReadConcurrency(string text, List<string> warnings)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            case "allow":
                return ConcurrencyMode.Allow;
            case "queue":
                return ConcurrencyMode.Queue;
            case "skip":
                return ConcurrencyMode.Skip;
            default:
                warnings.Add($"concurrency: {HttpToken.Quote(text)} is not allow, queue or skip; it counts as skip");
                return ConcurrencyMode.Skip;
        }
    }
}
