using System.Text.Json;
using System.Text.Json.Serialization;
using EasyCron.Testing;

namespace EasyCron.BullMq.RedisTests;

public sealed partial class TypedQueueTests : QueueTest
{
    private Queue<Order, Receipt> Orders => new(Queue);

    [Test]
    public async Task A_typed_job_is_added_processed_and_waited_for()
    {
        await StartTypedAsync(new Till());
        await using var events = new QueueEvents("q", Connection, new QueueEventsOptions { Prefix = Prefix });

        var receipt = await Orders.AddAndWaitAsync(events, "sell", new Order("tea", 3), timeout: Eventually.DefaultDeadline);

        Assert.That(receipt, Is.EqualTo(new Receipt(12)));
    }

    [Test]
    public async Task Many_typed_jobs_are_added_and_read_back_with_their_types()
    {
        await StartTypedAsync(new Till());

        var added = await Orders.AddManyAsync([new("a", new Order("tea", 1)), new("b", new Order("tea", 2), new JobOptions { Priority = 1 })]);

        var last = await Eventually.BecomesAsync(() => Orders.GetJobAsync(added[1].Id), job => job!.ReturnValue is not null);
        Assert.That((last!.Data, last.ReturnValue), Is.EqualTo((new Order("tea", 2), new Receipt(8))));
        Assert.That(await Orders.GetJobAsync("nobody"), Is.Null);
    }

    [Test]
    public async Task Data_of_another_shape_fails_its_job_for_good_and_the_queue_moves_on()
    {
        await StartTypedAsync(new Till());

        var bad = await Queue.AddAsync("bad", new { count = "many" }, new JobOptions { Attempts = 5 });
        var good = await Orders.AddAsync("good", new Order("tea", 1));

        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(good.Id), state => state == JobState.Completed);
        await Eventually.BecomesAsync(() => Queue.Inspect.StateAsync(bad.Id), state => state == JobState.Failed);
        Assert.That(await FieldAsync(bad.Id, "failedReason"), Does.StartWith($"The data of job {bad.Id} cannot be read").And.Contain("count"));
        Assert.That(await FieldAsync(bad.Id, "atm"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_source_generated_context_writes_and_reads_what_it_knows()
    {
        var json = new JsonSerializerOptions { TypeInfoResolver = Known.Default };
        var orders = new Queue<Order, Receipt>("q", Connection, new QueueOptions { Prefix = Prefix, Json = json });
        await StartTypedAsync(new Till(), new WorkerOptions { Json = json });

        var added = await orders.AddAsync("sell", new Order("tea", 3));

        var job = await Eventually.BecomesAsync(() => orders.GetJobAsync(added.Id), job => job!.ReturnValue is not null);
        Assert.That(job!.ReturnValue, Is.EqualTo(new Receipt(12)));
        Assert.That(await FieldAsync(added.Id, "data"), Is.EqualTo("""{"Item":"tea","Count":3}"""));
    }

    [Test]
    public void Events_of_another_queue_are_refused()
    {
        var events = new QueueEvents("other", Connection, new QueueEventsOptions { Prefix = Prefix });

        Assert.That(() => Orders.AddAndWaitAsync(events, "sell", new Order("tea", 1), timeout: TimeSpan.FromSeconds(1)), Throws.ArgumentException.With.Message.Contains("other"));
    }

    private async Task StartTypedAsync(Till till, WorkerOptions? options = null)
    {
        var worker = Worker.For<Order, Receipt>("q", Connection, till, (options ?? new WorkerOptions()) with { Prefix = Prefix });
        StopAtTheEnd(worker);
        await worker.StartAsync();
    }

    internal sealed record Order(string Item, int Count);

    internal sealed record Receipt(int Total);

    private sealed class Till : IJobProcessor<Order, Receipt>
    {
        public ValueTask<Receipt> ProcessAsync(JobContext<Order> job, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new Receipt(job.Data!.Count * 4));
    }

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Receipt))]
    private sealed partial class Known : JsonSerializerContext;
}
