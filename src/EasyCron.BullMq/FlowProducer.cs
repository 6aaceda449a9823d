using EasyCron.BullMq.Commands;
using EasyCron.BullMq.Flows;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Telemetry;

namespace EasyCron.BullMq;

/// <summary>Adds trees of jobs in which parents wait for their children, over any number of queues.</summary>
/// <remarks>
/// A tree is added as a whole, in one step in Redis, or not at all; Node's client may leave parts of one behind. On a cluster all its
/// queues need the same hash tag, for example the prefix <c>{bull}</c>.
/// </remarks>
public sealed class FlowProducer
{
    private readonly QueueConnection _connection;

    /// <summary>Creates the producer; nothing is sent yet.</summary>
    public FlowProducer(QueueConnection connection, FlowProducerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        Options = options ?? new FlowProducerOptions();
    }

    /// <summary>The options it was made with.</summary>
    public FlowProducerOptions Options { get; }

    /// <summary>Adds a tree of jobs.</summary>
    /// <param name="flow">The job at the top; it may itself have a parent by its options.</param>
    /// <param name="cancellationToken">Cancels the wait; the jobs may have been added.</param>
    /// <exception cref="ArgumentException">A job or an option of one is not allowed; nothing was sent.</exception>
    /// <exception cref="ClusterSlotException">The queues lie in different slots of the cluster; nothing was sent.</exception>
    /// <exception cref="FlowRefusedException">A job could not be added, so none was; it tells which and why.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public async Task<AddedFlow> AddAsync(FlowJob flow, CancellationToken cancellationToken = default) =>
        (await AddManyAsync([flow], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds many trees of jobs, all or none, in one step in Redis that holds up others while it lasts: some 10 ms for a thousand jobs.</summary>
    /// <returns>One result per tree, in order.</returns>
    /// <inheritdoc cref="AddAsync" path="/exception"/>
    public async Task<IReadOnlyList<AddedFlow>> AddManyAsync(IEnumerable<FlowJob> flows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flows);
        var given = flows.ToList();
        if (given.Count == 0)
        {
            return [];
        }

        using var send = SendOperation.Start(new QueueName(given[0].Queue, given[0].Prefix ?? Options.Prefix), count: 0, _connection.Clock);
        try
        {
            return await AddTreesAsync(given, send, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            send?.Fail(exception);
            throw;
        }
    }

    private async Task<IReadOnlyList<AddedFlow>> AddTreesAsync(List<FlowJob> given, SendOperation? send, CancellationToken cancellationToken)
    {
        var now = _connection.Clock.NowMilliseconds();
        var plan = FlowPlan.Of(given, Options, now, send);
        send?.Batch(plan.Nodes.Count);
        await _connection.Link.RequireOneSlotAsync([.. plan.Nodes.Select(node => node.Keys).Distinct().Select(keys => keys.Meta)], cancellationToken).ConfigureAwait(false);
        var items = plan.Nodes.Select(node => new AddFlows.Item(node.Keys, node.Job, node.Children.Count > 0)).ToList();
        var (added, outcomes) = await AddFlows.RunAsync(_connection.Lua, items, now, cancellationToken).ConfigureAwait(false);
        if (!added)
        {
            throw new FlowRefusedException([.. plan.Nodes.Zip(outcomes).Where(pair => pair.Second.Error is not null).Select(pair => new FlowRefusal(pair.First.Given, pair.Second.Error!))]);
        }

        return [.. plan.Nodes.Take(given.Count).Select(Result)];

        AddedFlow Result(FlowPlan.Node node) => new(outcomes[node.At].Id, node.Keys.Queue, outcomes[node.At].Created, [.. node.Children.Select(Result)]);
    }

    /// <summary>Reads a job with its children, and theirs.</summary>
    /// <param name="queue">The name of the job's queue.</param>
    /// <param name="jobId">The job at the top.</param>
    /// <param name="depth">How many levels to read, the job's own included.</param>
    /// <param name="maxChildren">How many children to read of each job.</param>
    /// <param name="prefix">The key prefix of the queue; null for the producer's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null where there is no such job.</returns>
    public async Task<FlowTree?> GetAsync(
        string queue, string jobId, int depth = 10, int maxChildren = 20, string? prefix = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maxChildren);
        var job = await new Queue(queue, _connection, new QueueOptions { Prefix = prefix ?? Options.Prefix, Json = Options.Json }).GetJobAsync(jobId, cancellationToken).ConfigureAwait(false);
        return job is null ? null : await ReadTreeAsync(job, depth, maxChildren, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<FlowTree> ReadTreeAsync(Job job, int depth, int maxChildren, CancellationToken cancellationToken)
    {
        var children = new List<Job>();
        foreach (var group in depth > 1 ? Enum.GetValues<ChildGroup>() : [])
        {
            if (children.Count < maxChildren)
            {
                await foreach (var child in job.Children.ListAsync(group, cancellationToken).ConfigureAwait(false))
                {
                    if (child.Job is { } found)
                    {
                        children.Add(found);
                    }

                    if (children.Count == maxChildren)
                    {
                        break;
                    }
                }
            }
        }

        var trees = await Task.WhenAll(children.Select(child => ReadTreeAsync(child, depth - 1, maxChildren, cancellationToken))).ConfigureAwait(false);
        return new FlowTree(job, trees);
    }
}
