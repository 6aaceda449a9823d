using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Housekeeping.</summary>
internal sealed class MaintenanceQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["drain"] = Act((maintain, question) => maintain.DrainAsync(question.Flag("delayed"))),
        ["clean"] = async question => await client.Queue(question).Maintain.CleanAsync(
            StateWords.Parse(question.Text("state")), question.Millis("grace") ?? TimeSpan.Zero, question.Number("limit") is > 0 and { } limit ? limit : null),
        ["obliterate"] = Act((maintain, question) => maintain.ObliterateAsync(question.Flag("force"))),
        ["remove"] = Act((maintain, question) => maintain.RemoveAsync(question.Text("id"), question.Flag("children", whenAbsent: true))),
        ["retryJobs"] = Act((maintain, question) => maintain.RetryJobsAsync(StateWords.Parse((string?)question["state"] ?? "failed"))),
        ["promoteJobs"] = Act((maintain, _) => maintain.PromoteJobsAsync()),
        ["trimEvents"] = async question => await client.Queue(question).Maintain.TrimEventsAsync(question.Number("most") ?? 0),
        ["deduplicationOwner"] = async question =>
            await client.Queue(question).Inspect.DeduplicationOwnerAsync(question.Text("deduplicationId")),
        ["removeDeduplication"] = async question =>
            await client.Queue(question).Maintain.EndDeduplicationAsync(question.Text("deduplicationId")) ? 1 : 0,
        ["removeOrphanedJobs"] = async question => await client.Queue(question).Maintain.RemoveOrphanedJobsAsync(),
    };

    private Func<Question, Task<object?>> Act(Func<QueueMaintenance, Question, Task> act) => async question =>
    {
        await act(client.Queue(question).Maintain, question);
        return null;
    };
}
