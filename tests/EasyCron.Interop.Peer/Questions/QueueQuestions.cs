using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Adding jobs and steering a whole queue.</summary>
internal sealed class QueueQuestions(Client client) : IQuestions
{
    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["version"] = _ => Task.FromResult<object?>(typeof(Queue).Assembly.GetName().Version?.ToString(3)),
        ["add"] = async question =>
        {
            var added = await client.Queue(question).AddAsync(question.Text("name"), question.Json("data"), JobOptionsReader.Read(question["opts"]));
            return new { id = added.Id };
        },
        ["addBulk"] = async question =>
        {
            var jobs = question["jobs"]!.AsArray().Select(job => new Question(job!.AsObject()));
            var added = await client.Queue(question).AddManyAsync(
                jobs.Select(job => new JobToAdd(job.Text("name"), job.Json("data"), JobOptionsReader.Read(job["opts"]))));
            return added.Select(job => new { id = job.Id });
        },
        ["pause"] = async question =>
        {
            await client.Queue(question).PauseAsync();
            return null;
        },
        ["resume"] = async question =>
        {
            await client.Queue(question).ResumeAsync();
            return null;
        },
        ["isPaused"] = async question => await client.Queue(question).Inspect.IsPausedAsync(),
    };
}
