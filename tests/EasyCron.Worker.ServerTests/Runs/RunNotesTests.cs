using EasyCron.BullMq;
using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Redis;
using EasyCron.Testing.Time;
using EasyCron.Worker.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyCron.Worker.ServerTests.Runs;

public sealed class RunNotesTests
{
    private RedisServer _redis = null!;
    private QueueConnection _connection = null!;
    private string _prefix = "";

    [SetUp]
    public async Task OpenAsync()
    {
        _redis = await RedisServer.SharedAsync();
        _prefix = _redis.FreePrefix();
        _connection = new QueueConnection(_redis.Url);
    }

    [TearDown]
    public async Task CloseAsync() => await _connection.DisposeAsync();

    [Test]
    public async Task A_note_is_there_when_its_writer_goes_on_and_has_an_end()
    {
        await using var notes = Notes(_connection, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            await notes.WriteAsync(Key(i), $"queue job {i}", CancellationToken.None);
            Assert.That(await _redis.ExecuteAsync("GET", Key(i)), Is.EqualTo($"queue job {i}"));
        })).WaitAsync(Eventually.DefaultDeadline);

        Assert.That(int.Parse(await _redis.ExecuteAsync("TTL", Key(7))), Is.InRange(1, 7 * 24 * 3600));
    }

    [Test]
    public async Task What_is_removed_goes_with_the_next_note()
    {
        // Its second never passes.
        await using var notes = Notes(_connection, new ManualClock());
        await notes.WriteAsync(Key(1), "one", CancellationToken.None);

        notes.Remove(Key(1));
        await notes.WriteAsync(Key(2), "two", CancellationToken.None);

        Assert.That(await _redis.ExecuteAsync("EXISTS", Key(1), Key(2)), Is.EqualTo("1"));
    }

    [Test]
    public async Task What_is_removed_last_goes_after_a_moment()
    {
        var clock = new ManualClock();
        await using var notes = Notes(_connection, clock);
        await notes.WriteAsync(Key(1), "one", CancellationToken.None);

        notes.Remove(Key(1));
        await Eventually.BecomesTrueAsync(() => clock.WaitingTimers > 0);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.BecomesAsync(() => _redis.ExecuteAsync("EXISTS", Key(1)), found => found == "0");
    }

    [Test]
    public async Task Many_removals_do_not_wait_for_a_moment()
    {
        await using var notes = Notes(_connection, new ManualClock());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => notes.WriteAsync(Key(i), "x", CancellationToken.None)));

        for (var i = 0; i < 200; i++)
        {
            notes.Remove(Key(i));
        }

        await Eventually.BecomesAsync(() => _redis.ExecuteAsync([(string)"EXISTS", .. Enumerable.Range(0, 200).Select(Key)]), found => found == "0");
    }

    [Test]
    public async Task At_the_end_of_the_program_what_is_to_be_removed_is()
    {
        await using (var notes = Notes(_connection, TimeProvider.System))
        {
            await notes.WriteAsync(Key(1), "one", CancellationToken.None);
            notes.Remove(Key(1));
        }

        Assert.That(await _redis.ExecuteAsync("EXISTS", Key(1)), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_note_of_the_same_run_after_a_removal_stays()
    {
        await using var notes = Notes(_connection, TimeProvider.System);
        for (var i = 0; i < 50; i++)
        {
            notes.Remove(Key(1));
            await notes.WriteAsync(Key(1), $"{i}", CancellationToken.None);
            Assert.That(await _redis.ExecuteAsync("GET", Key(1)), Is.EqualTo($"{i}"));
        }
    }

    [Test]
    public async Task Who_waits_for_a_note_is_told_that_Redis_is_away_and_later_ones_are_written()
    {
        await using var proxy = TcpProxy.Start(_redis.Host, _redis.Port);
        await using var connection = new QueueConnection(new QueueConnectionOptions { Endpoints = [$"{proxy.Host}:{proxy.Port}"], CommandTimeout = TimeSpan.FromSeconds(1) });
        await using var notes = Notes(connection, TimeProvider.System);
        await notes.WriteAsync(Key(1), "before", CancellationToken.None);

        proxy.Cut();
        Assert.That(() => Task.WhenAll(notes.WriteAsync(Key(2), "x", CancellationToken.None), notes.WriteAsync(Key(3), "x", CancellationToken.None)).WaitAsync(Eventually.DefaultDeadline), Throws.InstanceOf<QueueException>());
        proxy.Restore();

        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                await notes.WriteAsync(Key(4), "after", CancellationToken.None);
                return true;
            }
            catch (QueueException)
            {
                return false;
            }
        });
        Assert.That(await _redis.ExecuteAsync("GET", Key(4)), Is.EqualTo("after"));
    }

    private static RunNotes Notes(QueueConnection connection, TimeProvider clock) => new(connection, clock, NullLogger<RunNotes>.Instance);

    private string Key(int number) => $"{_prefix}:run:{number}";
}
