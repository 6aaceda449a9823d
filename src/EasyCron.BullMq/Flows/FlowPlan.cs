using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;
using EasyCron.BullMq.Telemetry;

namespace EasyCron.BullMq.Flows;

/// <summary>Trees of jobs laid out level by level, as they are added: a parent before its children, brothers in the order given.</summary>
internal sealed class FlowPlan
{
    private readonly Dictionary<QueueName, QueueKeys> _queues = [];
    private readonly FlowProducerOptions _options;
    private readonly long _now;
    private readonly SendOperation? _send;

    private FlowPlan(FlowProducerOptions options, long now, SendOperation? send)
    {
        _options = options;
        _now = now;
        _send = send;
    }

    /// <summary>The jobs in the order of adding.</summary>
    public List<Node> Nodes { get; } = [];

    /// <exception cref="ArgumentException">A job or an option of one is not allowed.</exception>
    public static FlowPlan Of(IEnumerable<FlowJob> flows, FlowProducerOptions options, long now, SendOperation? send = null)
    {
        var plan = new FlowPlan(options, now, send);
        foreach (var root in flows)
        {
            plan.Add(root, parent: null);
        }

        // The list grows while it is walked: that is what makes it level by level.
        for (var at = 0; at < plan.Nodes.Count; at++)
        {
            var node = plan.Nodes[at];
            foreach (var child in node.Given.Children)
            {
                node.Children.Add(plan.Add(child, node));
            }
        }

        return plan;
    }

    private Node Add(FlowJob given, Node? parent)
    {
        ArgumentNullException.ThrowIfNull(given);
        var queue = new QueueName(given.Queue, given.Prefix ?? _options.Prefix);
        if (!_queues.TryGetValue(queue, out var keys))
        {
            _queues[queue] = keys = new QueueKeys(queue);
        }

        var options = given.Options ?? _options.DefaultJobOptions.GetValueOrDefault(given.Queue) ?? JobOptions.Default;
        Check(given, options, parent);
        options = _send?.Stamp(options) ?? options;
        if (parent is not null)
        {
            options = options with { Parent = new ParentReference(parent.Job.Id, parent.Keys.Queue.Qualified) };
        }

        var data = given.Data is null ? JobRecord.EmptyObject : QueueJson.Serialize(given.Data, _options.Json);
        JobOptionsRules.Check(options, data.Length);
        var id = string.IsNullOrEmpty(options.JobId) ? Guid.NewGuid().ToString() : options.JobId;
        var job = new NewJob(id, given.Name, data, options, options.Timestamp?.ToUnixTimeMilliseconds() ?? _now) { InFlow = true };
        var node = new Node(Nodes.Count, given, keys, job);
        Nodes.Add(node);
        return node;
    }

    private static void Check(FlowJob given, JobOptions options, Node? parent)
    {
        ArgumentNullException.ThrowIfNull(given.Name);
        if (parent is not null && options.Parent is { } other)
        {
            throw new ArgumentException($"The job \"{given.Name}\" of {given.Queue} names the parent {other.Key}, and stands under another one in the flow.", nameof(given));
        }

        if (options.Deduplication is not null && given.Children.Count > 0)
        {
            throw new ArgumentException($"The job \"{given.Name}\" of {given.Queue} has a deduplication and children; a job held back could not wait for them.", nameof(given));
        }

        if (options.IfExists != IfJobExists.KeepIt)
        {
            throw new ArgumentException($"The job \"{given.Name}\" of {given.Queue} has IfExists {options.IfExists}; allowed in a flow is {IfJobExists.KeepIt}.", nameof(given));
        }
    }

    /// <summary>A job with its place in the order of adding and in the tree.</summary>
    public sealed class Node(int at, FlowJob given, QueueKeys keys, NewJob job)
    {
        public int At { get; } = at;

        public FlowJob Given { get; } = given;

        public QueueKeys Keys { get; } = keys;

        public NewJob Job { get; } = job;

        public List<Node> Children { get; } = [];
    }
}
