using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Bodies that never end or that swell when they are unpacked: little is read, and the run is judged by its status.</summary>
[Parallelizable(ParallelScope.All)]
public class BodyLimitTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    // A gzip member that holds nothing.
    private static readonly byte[] EmptyMember = Convert.FromHexString("1f8b080000000000000303000000000000000000");

    [Test]
    public async Task D22_a_body_without_end_costs_little_more_than_what_is_kept()
    {
        await using var target = RawTarget.Start(RawScript.Endless($"{Ok}Transfer-Encoding: chunked\r\n\r\n", $"2000\r\n{new string('a', 0x2000)}\r\n"));
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);
        await EasyCron.Testing.Eventually.BecomesTrueAsync(() => target.OpenConnections == 0);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode), Is.EqualTo((AttemptEnd.Answered, (int?)200)));
            Assert.That(outcome.Excerpt.ToString(), Is.EqualTo($"{new string('a', 65_536)}…[truncated, the rest was not read]"));
            Assert.That(outcome.BytesRead, Is.EqualTo(65_537), "one byte more than is kept tells that there is more");
            Assert.That(target.BytesSent, Is.LessThan(32_000_000), "the rest stayed with the sender, but for the buffers of two sockets");
        });
    }

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("raw deflate")]
    [TestCase("gzip, gzip")]
    public async Task D25_a_decompression_bomb_is_defused_at_the_cap(string coding)
    {
        byte[] bomb = Packed.With(coding, [.. Enumerable.Repeat((byte)'a', 10_000_000)]);
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            await connection.ReadHeadAsync(end);
            await connection.SendAsync($"{Ok}Content-Type: text/plain\r\nContent-Encoding: {Packed.Name(coding)}\r\nContent-Length: {bomb.Length}\r\n\r\n", end);
            await connection.SendAsync(bomb, end);
            await connection.WaitForCloseAsync(end);
        });
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode), Is.EqualTo((AttemptEnd.Answered, (int?)200)));
            Assert.That(outcome.Excerpt.Text, Has.Length.EqualTo(65_536).And.Not.Contain("b"));
            Assert.That(outcome.Excerpt.Cut?.ToString(), Is.EqualTo("…[truncated, decompression limit reached, the rest was not read]"));
            Assert.That(outcome.BytesRead, Is.LessThanOrEqualTo(bomb.Length));
        });
    }

    [Test]
    public async Task D25_decompression_stops_at_a_hundred_to_one_where_the_cap_is_higher()
    {
        byte[] bomb = Packed.With("br", new byte[50_000_000]);
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            await connection.ReadHeadAsync(end);
            await connection.SendAsync($"{Ok}Content-Type: text/plain\r\nContent-Encoding: br\r\nContent-Length: {bomb.Length}\r\n\r\n", end);
            await connection.SendAsync(bomb, end);
            await connection.WaitForCloseAsync(end);
        });
        using var sender = new LoopbackSender(new HttpSettings { LogMaxBytes = 20_000_000 });

        var outcome = await sender.SendAsync(target.Url);

        Assert.That(outcome.Excerpt.Text, Has.Length.LessThan(100_000 + (100 * bomb.Length)));
        Assert.That(outcome.Excerpt.Cut?.Decompressing, Is.True);
    }

    [Test]
    public async Task D25_compressed_nothing_repeated_for_ever_is_not_followed()
    {
        byte[] many = [.. Enumerable.Repeat(EmptyMember, 1000).SelectMany(bytes => bytes)];
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            await connection.ReadHeadAsync(end);
            await connection.SendAsync($"{Ok}Content-Encoding: gzip\r\n\r\n", end);
            while (true)
            {
                await connection.SendAsync(many, end);
            }
        });
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.Multiple(() =>
        {
            Assert.That((outcome.End, outcome.StatusCode), Is.EqualTo((AttemptEnd.Answered, (int?)200)));
            Assert.That(outcome.BytesRead, Is.LessThan(500_000));
            Assert.That(outcome.Excerpt.Cut?.Decompressing, Is.True);
        });
    }

    [Test]
    public async Task D25_compressed_nothing_packed_once_more_is_not_unpacked_to_its_end()
    {
        var bomb = Packed.With("gzip", [.. Enumerable.Repeat(EmptyMember, 100_000).SelectMany(bytes => bytes)]);
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            await connection.ReadHeadAsync(end);
            await connection.SendAsync($"{Ok}Content-Encoding: gzip, gzip\r\nContent-Length: {bomb.Length}\r\n\r\n", end);
            await connection.SendAsync(bomb, end);
            await connection.WaitForCloseAsync(end);
        });
        using var sender = new LoopbackSender();

        var outcome = await sender.SendAsync(target.Url);

        Assert.That((outcome.End, outcome.Excerpt.Text, outcome.Excerpt.Cut?.Decompressing), Is.EqualTo((AttemptEnd.Answered, "", (bool?)true)));
    }
}
