using EasyCron.Storage;
using EasyCron.Worker.Runs;

namespace EasyCron.Worker.Tests.Notices;

/// <summary>Ended runs to be told of.</summary>
internal static class Ends
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public static CronJob Job { get; } = Jobs.Example with
    {
        Name = "Nightly export",
        Description = "Exports the orders",
        ApiUrl = "https://user:pass@api.example.com/v1/export?token=s3cret#part",
        Timezone = "Europe/Paris",
        NotificationRecipients = """["a@example.com"]""",
    };

    public static EndedRun Of(CronJob? job = null, RunState state = RunState.Fail, int? exitCode = 500, string? log = "HTTP 500: <b>broken</b>", bool disabled = false, int attempts = 3) =>
        new(
            job ?? Job,
            new JobRun
            {
                Id = "crun1",
                JobId = (job ?? Job).Id,
                State = state,
                StartedAt = Start,
                FinishedAt = Start.AddSeconds(12.3),
                Attempts = attempts,
                ExitCode = exitCode,
                Log = log,
            },
            RunTrigger.Schedule,
            Start,
            "repeat:cjob1:1",
            disabled);

    public static EndedRun Good(CronJob? job = null) => Of(job, RunState.Ok, 200, "fine", attempts: 1);
}
