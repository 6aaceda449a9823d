using System.Text.Json;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Acts on one job, and what it says.</summary>
internal sealed class JobQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["getJob"] = async question =>
            await client.Queue(question).GetJobAsync(question.Text("id")) is { } job ? JobDescription.Of(job) : null,
        ["state"] = async question => StateWords.Of(await client.Queue(question).Inspect.StateAsync(question.Text("id"))),
        ["updateData"] = Act((job, question) => job.UpdateDataAsync(question.Json("data"))),
        ["updateProgress"] = Act((job, question) => job.UpdateProgressAsync(question.Json("progress"))),
        ["log"] = async question => await (await client.JobAsync(question)).LogAsync(question.Text("row")),
        ["clearLogs"] = Act((job, question) => job.ClearLogAsync((int)(question.Number("keep") ?? 0))),
        ["logs"] = async question =>
        {
            var log = await (await client.JobAsync(question)).LogRowsAsync(question.Number("start") ?? 0, question.Number("end") ?? -1);
            return new { logs = log.Rows, count = log.Count };
        },
        ["retry"] = Act((job, question) => job.RetryAsync(StateWords.Parse((string?)question["from"] ?? "failed"))),
        ["promote"] = Act((job, _) => job.PromoteAsync()),
        ["changeDelay"] = Act((job, question) => job.ChangeDelayAsync(question.Millis("delay") ?? TimeSpan.Zero)),
        ["changePriority"] = Act((job, question) => job.ChangePriorityAsync((int)(question.Number("priority") ?? 0), question.Flag("lifo"))),
        ["removeJob"] = Act((job, question) => job.RemoveAsync(question.Flag("children", whenAbsent: true))),
        ["endDeduplication"] = async question => await (await client.JobAsync(question)).EndDeduplicationAsync(),
        ["childrenValues"] = async question => await (await client.JobAsync(question)).Children.ValuesAsync<JsonElement>(),
        ["ignoredFailures"] = async question => await (await client.JobAsync(question)).Children.IgnoredFailuresAsync(),
        ["childCounts"] = async question =>
        {
            var counts = await (await client.JobAsync(question)).Children.CountsAsync();
            return new { processed = counts.Completed, unprocessed = counts.Pending, ignored = counts.Ignored, failed = counts.Failed };
        },
        ["removeUnprocessedChildren"] = Act((job, _) => job.Children.RemovePendingAsync()),
        ["leaveParent"] = async question => await (await client.JobAsync(question)).LeaveParentAsync(),
    };

    private Func<Question, Task<object?>> Act(Func<Job, Question, Task> act) => async question =>
    {
        await act(await client.JobAsync(question), question);
        return null;
    };
}
