using Npgsql;

namespace EasyCron.Storage.Tests;

public class JobChangesTests : DatabaseTests
{
    private readonly Dictionary<string, uint> _known = [];

    // As the caller does: a row whose version is known is no news. Any transaction on the server, in whatever database, may bring such rows again.
    private async Task<JobChanges> ChangesAsync(JobWatermark since)
    {
        var changes = (await Jobs.ListChangedSinceAsync(since))!;
        var news = changes.Changed.Where(job => _known.GetValueOrDefault(job.Id) != job.Version).ToList();
        news.ForEach(job => _known[job.Id] = job.Version);
        return changes with { Changed = news };
    }

    private async Task EditAsync(string sql) => await App.ExecuteAsync(sql);

    private static string[] Ids(JobChanges changes) => [.. changes.Changed.Select(job => job.Id).Order(StringComparer.Ordinal)];

    [SetUp]
    public async Task InsertAsync()
    {
        await App.InsertJobAsync("a");
        await App.InsertJobAsync("b");
        await App.InsertJobAsync("c", ("status", "DISABLED"));
        foreach (var id in new[] { "a", "b", "c" })
        {
            _known[id] = (await Jobs.GetAsync(id))!.Version;
        }
    }

    [Test]
    public async Task Nothing_changed_is_an_empty_answer_that_still_counts()
    {
        var since = await Jobs.WatermarkAsync();

        var changes = await ChangesAsync(since);

        Assert.That(Ids(changes), Is.Empty);
        Assert.That(changes.EnabledCount, Is.EqualTo(2));
        Assert.That(Ids(await ChangesAsync(changes.Watermark)), Is.Empty);
    }

    [Test]
    public async Task Inserted_changed_and_disabled_rows_are_seen_once()
    {
        var since = await Jobs.WatermarkAsync();
        await App.InsertJobAsync("d", ("cronExpression", "* * * * *"));
        await EditAsync("""update "Job" set "cronExpression" = '0 0 * * *' where id = 'a'""");
        await EditAsync("""update "Job" set status = 'DISABLED' where id = 'b'""");

        var changes = await ChangesAsync(since);

        Assert.That(Ids(changes), Is.EqualTo(new[] { "a", "b", "d" }));
        Assert.That(changes.Changed.Single(job => job.Id == "a").CronExpression, Is.EqualTo("0 0 * * *"));
        Assert.That(changes.Changed.Single(job => job.Id == "b").Status, Is.EqualTo(JobStatus.Disabled));
        Assert.That(changes.EnabledCount, Is.EqualTo(2));
        Assert.That(Ids(await ChangesAsync(changes.Watermark)), Is.Empty);
    }

    [Test]
    public async Task A_row_seen_again_has_the_version_it_had()
    {
        var since = await Jobs.WatermarkAsync();
        await EditAsync("""update "Job" set name = 'x' where id = 'a'""");

        var first = (await Jobs.ListChangedSinceAsync(since))!.Changed.Single(job => job.Id == "a");
        var again = (await Jobs.ListChangedSinceAsync(since))!.Changed.Single(job => job.Id == "a");

        Assert.That(again, Is.EqualTo(first));
    }

    [Test]
    public async Task A_deletion_shows_in_the_count_of_the_same_snapshot()
    {
        var since = await Jobs.WatermarkAsync();
        await EditAsync("""delete from "Job" where id = 'a'""");
        await App.InsertJobAsync("d");

        var changes = await ChangesAsync(since);

        // Known were a and b; with d that makes 3, but there are 2: one is gone.
        Assert.That(Ids(changes), Is.EqualTo(new[] { "d" }));
        Assert.That(changes.EnabledCount, Is.EqualTo(2));
        Assert.That(await Jobs.ListEnabledIdsAsync(), Is.EquivalentTo(new[] { "b", "d" }));
    }

    [Test]
    public async Task A_row_deleted_and_made_anew_is_seen()
    {
        var since = await Jobs.WatermarkAsync();
        await EditAsync("""delete from "Job" where id = 'a'""");
        await App.InsertJobAsync("a");

        Assert.That(Ids(await ChangesAsync(since)), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_change_by_hand_that_forgets_updatedAt_or_sets_it_back_is_seen()
    {
        var since = await Jobs.WatermarkAsync();
        await EditAsync("""update "Job" set "cronExpression" = '1 1 1 1 1', "updatedAt" = '1999-01-01' where id = 'a'""");

        Assert.That(Ids(await ChangesAsync(since)), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_change_committed_late_is_seen_however_long_it_was_open()
    {
        var since = await Jobs.WatermarkAsync();
        await using var connection = await App.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("""savepoint s; update "Job" set name = 'late' where id = 'a'; release s""", connection, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        // Others come and go meanwhile, and the watermark moves on as far as it may.
        for (var turn = 0; turn < 5; turn++)
        {
            await EditAsync($"""update "Job" set name = 'turn {turn}' where id = 'b'""");
            var changes = await ChangesAsync(since);
            Assert.That(Ids(changes), Is.EqualTo(new[] { "b" }));
            since = changes.Watermark;
        }

        await transaction.CommitAsync();

        Assert.That(Ids(await ChangesAsync(since)), Does.Contain("a"));
    }

    [Test]
    public async Task A_change_taken_back_is_not_seen()
    {
        var since = await Jobs.WatermarkAsync();
        await using (var connection = await App.DataSource.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("""update "Job" set name = 'never' where id = 'a'""", connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.That(Ids(await ChangesAsync(since)), Is.Empty);
    }

    [Test]
    public async Task Starting_and_ending_runs_changes_no_job()
    {
        var since = await Jobs.WatermarkAsync();
        await Writer.StartAsync(Start("a", "r1", ConcurrencyMode.Skip));
        await Writer.FinishAsync(Finish("a", "r1"));

        Assert.That(Ids(await ChangesAsync(since)), Is.Empty);
    }

    [Test]
    public async Task A_watermark_from_the_servers_future_asks_for_everything_anew()
    {
        var now = await Jobs.WatermarkAsync();

        Assert.That(await Jobs.ListChangedSinceAsync(new JobWatermark(now.Transaction + 1_000_000)), Is.Null);
    }

    [Test]
    public async Task Rows_older_than_half_the_circle_of_transaction_numbers_are_not_taken_for_new()
    {
        await EditAsync("""vacuum (freeze) "Job" """);

        Assert.That(Ids(await ChangesAsync(await Jobs.WatermarkAsync())), Is.Empty);
    }

    [Test]
    public async Task Following_random_changes_keeps_a_copy_equal_to_the_table()
    {
        var random = new Random(7);
        var copy = (await Jobs.ListEnabledIdsAsync()).ToHashSet();
        var since = await Jobs.WatermarkAsync();
        var editing = Task.Run(async () =>
        {
            for (var turn = 0; turn < 300; turn++)
            {
                var id = $"j{random.Next(40)}";
                await EditAsync(random.Next(4) switch
                {
                    0 => $"""delete from "Job" where id = '{id}'""",
                    1 => $"""update "Job" set status = 'DISABLED' where id = '{id}'""",
                    _ => $"""
                        insert into "Job" (id, "teamId", name, "apiUrl", "updatedAt") values ('{id}', 't', 'n', 'u', now())
                        on conflict (id) do update set status = 'ENABLED', name = 'turn {turn}'
                        """,
                });
            }
        });

        bool last;
        do
        {
            last = editing.IsCompleted;
            var changes = await ChangesAsync(since);
            since = changes.Watermark;
            foreach (var job in changes.Changed)
            {
                _ = job.Status == JobStatus.Enabled ? copy.Add(job.Id) : copy.Remove(job.Id);
            }

            if (copy.Count != changes.EnabledCount)
            {
                copy.IntersectWith(await Jobs.ListEnabledIdsAsync());
            }
        }
        while (!last);

        await editing;
        Assert.That(copy, Is.EquivalentTo(await Jobs.ListEnabledIdsAsync()));
    }

    [Test]
    public async Task The_servers_time_comes_along_whatever_its_zone()
    {
        var before = await App.ScalarAsync<DateTime>("select clock_timestamp()");
        var changes = await ChangesAsync(await Jobs.WatermarkAsync());
        var after = await App.ScalarAsync<DateTime>("select clock_timestamp()");

        Assert.That(changes.ServerTime.UtcDateTime, Is.InRange(before, after));
        Assert.That(changes.ServerTime.Offset, Is.EqualTo(TimeSpan.Zero));
    }
}
