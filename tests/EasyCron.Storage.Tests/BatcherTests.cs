namespace EasyCron.Storage.Tests;

public class BatcherTests
{
    private readonly List<int[]> _batches = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _gate = new(0);

    [TearDown]
    public void Dispose()
    {
        _begun.Dispose();
        _gate.Dispose();
    }

    // Each batch announces itself and then waits until the test lets it go.
    private async Task<IReadOnlyList<int>> RunAsync(IReadOnlyList<int> items)
    {
        lock (_batches)
        {
            _batches.Add([.. items]);
        }

        _begun.Release();
        await _gate.WaitAsync();
        return items.Contains(13) ? throw new InvalidOperationException("13") : items.Contains(14) ? throw new TimeoutException("14") : [.. items.Select(item => item * 10)];
    }

    [Test]
    public async Task The_first_goes_alone_and_those_that_came_meanwhile_go_together()
    {
        var batcher = new Batcher<int, int>(RunAsync);
        var first = batcher.AddAsync(1, default);
        await _begun.WaitAsync();
        var others = new[] { 2, 3, 4 }.Select(item => batcher.AddAsync(item, default)).ToArray();
        _gate.Release(2);

        Assert.That(await first, Is.EqualTo(10));
        Assert.That(await Task.WhenAll(others), Is.EqualTo(new[] { 20, 30, 40 }));
        Assert.That(_batches, Is.EqualTo(new[] { new[] { 1 }, [2, 3, 4] }));
    }

    [Test]
    public async Task Nobody_is_answered_before_his_batch_is_done()
    {
        var batcher = new Batcher<int, int>(RunAsync);
        var first = batcher.AddAsync(1, default);
        await _begun.WaitAsync();

        Assert.That(first.IsCompleted, Is.False);
        _gate.Release();
        Assert.That(await first, Is.EqualTo(10));
    }

    [Test]
    public async Task A_batch_has_a_limit_and_equal_keys_go_one_after_the_other()
    {
        var batcher = new Batcher<int, int>(RunAsync, batchSize: 3, alone: item => item % 2 == 0 ? "even" : null);
        var all = new List<Task<int>> { batcher.AddAsync(1, default) };
        await _begun.WaitAsync();
        all.AddRange(new[] { 2, 4, 3, 5, 6, 7, 9 }.Select(item => batcher.AddAsync(item, default)));
        _gate.Release(100);
        await Task.WhenAll(all);

        Assert.That(_batches, Is.EqualTo(new[] { new[] { 1 }, [2, 3, 5], [4, 7, 9], [6] }));
    }

    [Test]
    public async Task An_item_that_is_refused_takes_no_other_along()
    {
        var batcher = new Batcher<int, int>(RunAsync);
        var first = batcher.AddAsync(1, default);
        await _begun.WaitAsync();
        var (good, bad, better) = (batcher.AddAsync(2, default), batcher.AddAsync(13, default), batcher.AddAsync(3, default));
        _gate.Release(100);

        Assert.That(await Task.WhenAll(first, good, better), Is.EqualTo(new[] { 10, 20, 30 }));
        Assert.That(async () => await bad, Throws.InvalidOperationException.With.Message.EqualTo("13"));
        Assert.That(_batches, Is.EqualTo(new[] { new[] { 1 }, [2, 13, 3], [2], [13], [3] }));
    }

    [Test]
    public async Task A_transient_fault_is_everybodys_and_is_not_tried_again()
    {
        var batcher = new Batcher<int, int>(RunAsync);
        var first = batcher.AddAsync(1, default);
        await _begun.WaitAsync();
        var (one, other) = (batcher.AddAsync(2, default), batcher.AddAsync(14, default));
        _gate.Release(100);

        Assert.That(async () => await one, Throws.InstanceOf<TimeoutException>());
        Assert.That(async () => await other, Throws.InstanceOf<TimeoutException>());
        Assert.That(await first, Is.EqualTo(10));
        Assert.That(await batcher.AddAsync(5, default), Is.EqualTo(50), "it goes on");
    }

    [Test]
    public async Task An_item_withdrawn_while_it_waits_is_never_run()
    {
        using var cancellation = new CancellationTokenSource();
        var batcher = new Batcher<int, int>(RunAsync, alone: _ => "same");
        var first = batcher.AddAsync(1, default);
        await _begun.WaitAsync();
        var (withdrawn, other) = (batcher.AddAsync(2, cancellation.Token), batcher.AddAsync(3, default));
        await cancellation.CancelAsync();
        _gate.Release(100);

        Assert.That(async () => await withdrawn, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Task.WhenAll(first, other), Is.EqualTo(new[] { 10, 30 }));
        Assert.That(_batches, Is.EqualTo(new[] { new[] { 1 }, [3] }));
        Assert.That(() => batcher.AddAsync(4, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task An_item_under_way_is_awaited_even_if_its_caller_cancels()
    {
        using var cancellation = new CancellationTokenSource();
        var batcher = new Batcher<int, int>(RunAsync);
        var first = batcher.AddAsync(1, cancellation.Token);
        await _begun.WaitAsync();
        await cancellation.CancelAsync();
        _gate.Release();

        Assert.That(await first, Is.EqualTo(10));
    }

    [Test]
    public async Task Many_threads_get_each_their_own_answer()
    {
        var batcher = new Batcher<int, int>(items => Task.FromResult<IReadOnlyList<int>>([.. items.Select(item => -item)]), batchSize: 7, alone: item => $"{item % 50}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(item => Task.Run(() => batcher.AddAsync(item, default))));

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 5_000).Select(item => -item)));
    }
}
