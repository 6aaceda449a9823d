using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Job schedulers: upsert, read, remove.</summary>
internal sealed class SchedulerQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["upsertScheduler"] = async question =>
        {
            var repeat = new Question(question["repeat"]!.AsObject());
            var template = new Question(question["template"]?.AsObject() ?? []);
            var id = await client.Queue(question).Schedulers.UpsertAsync(
                question.Text("schedulerId"),
                ScheduleReader.Read(repeat),
                new JobTemplate { Name = (string?)template["name"], Data = template.Json("data"), Options = JobOptionsReader.Read(template["opts"]) });
            return id is null ? null : new { id };
        },
        ["scheduler"] = async question =>
            await client.Queue(question).Schedulers.GetAsync(question.Text("schedulerId")) is { } scheduler ? Describe(scheduler) : null,
        ["schedulers"] = async question => (await client.Queue(question).Schedulers.ListAsync()).OrderBy(scheduler => scheduler.Id, StringComparer.Ordinal).Select(Describe),
        ["removeScheduler"] = async question => await client.Queue(question).Schedulers.RemoveAsync(question.Text("schedulerId")),
    };

    private static object Describe(JobScheduler scheduler) => new
    {
        id = scheduler.Id,
        name = scheduler.Name,
        next = scheduler.Next.ToUnixTimeMilliseconds(),
        iterationCount = scheduler.IterationCount,
        limit = scheduler.Schedule.Limit,
        startDate = scheduler.Schedule.StartDate?.ToUnixTimeMilliseconds(),
        endDate = scheduler.Schedule.EndDate?.ToUnixTimeMilliseconds(),
        tz = scheduler.Schedule.TimeZone,
        pattern = scheduler.Schedule.Pattern,
        every = (long?)scheduler.Schedule.Every?.TotalMilliseconds,
        data = scheduler.DataJson is { } data ? JsonSerializer.Deserialize<JsonElement?>(data) : null,
    };
}
