using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Questions about a whole queue.</summary>
internal sealed class InspectionQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["counts"] = async question =>
        {
            var counts = await client.Queue(question).Inspect.CountsAsync([.. question["states"]!.AsArray().Select(state => StateWords.Parse((string)state!))]);
            return counts.ToDictionary(count => StateWords.Of(count.Key), count => count.Value);
        },
        ["countsPerPriority"] = async question =>
        {
            var priorities = question["priorities"]!.AsArray().Select(priority => (int)priority!);
            return (await client.Queue(question).Inspect.CountsPerPriorityAsync(priorities)).ToDictionary(count => $"{count.Key}", count => count.Value);
        },
        ["jobs"] = async question =>
        {
            var page = await client.Queue(question).Inspect.PageAsync(
                StateWords.Parse(question.Text("state")), question.Number("start") ?? 0, question.Number("end") ?? -1, question.Flag("asc"));
            return page.Select(job => job.Id);
        },
        ["workers"] = async question => (await client.Queue(question).Inspect.WorkersAsync()).Select(worker => new { name = worker.Name }),
        ["metrics"] = async question =>
        {
            var metrics = await client.Queue(question).Inspect.MetricsAsync(StateWords.Parse(question.Text("type")));
            return new { total = metrics.Total, data = metrics.PerMinute };
        },
    };
}
