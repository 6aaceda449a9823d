using System.Collections.Concurrent;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Trees of jobs. A node of a question may leave its prefix out.</summary>
internal sealed class FlowQuestions(Client client) : IQuestions
{
    private readonly ConcurrentDictionary<string, FlowProducer> _producers = new();

    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["addFlow"] = async question => Describe(
            await Producer(question).AddAsync(Read(new Question(question["flow"]!.AsObject()))), new Question(question["flow"]!.AsObject())),
        ["getFlow"] = async question =>
            await Producer(question).GetAsync(question.Queue, question.Text("id")) is { } tree ? Describe(tree) : null,
    };

    private FlowProducer Producer(Question question) => _producers.GetOrAdd(
        question.Prefix, prefix => new FlowProducer(client.Connection, new FlowProducerOptions { Prefix = prefix }));

    private static FlowJob Read(Question node) => new(node.Text("name"), node.Text("queueName"))
    {
        Data = node.Json("data"),
        Options = JobOptionsReader.Read(node["opts"]),
        Children = [.. Children(node).Select(Read)],
    };

    private static IEnumerable<Question> Children(Question node) =>
        (node["children"]?.AsArray() ?? []).Select(child => new Question(child!.AsObject()));

    private static object Describe(AddedFlow added, Question given) => new
    {
        name = given.Text("name"),
        id = added.Id,
        children = added.Children.Zip(Children(given), Describe),
    };

    private static object Describe(FlowTree tree) => new
    {
        name = tree.Job.Name,
        id = tree.Job.Id,
        children = tree.Children.OrderBy(child => child.Job.Id, StringComparer.Ordinal).Select(Describe).ToList(),
    };
}
