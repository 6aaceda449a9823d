using EasyCron.Testing.Network;

namespace EasyCron.Testing.Tests.Network;

public sealed class RawTargetTests
{
    private readonly HttpClient _client = new();

    [TearDown]
    public void Close() => _client.Dispose();

    [Test]
    public async Task Bytes_arrive_as_scripted()
    {
        await using var target = RawTarget.Start(RawScript.Send("HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nok"));

        using var response = await _client.GetAsync(target.Url);

        Assert.That((int)response.StatusCode, Is.EqualTo(999));
        Assert.That(target.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_garbage_status_line_and_a_reset_are_failures_for_the_client()
    {
        await using var garbage = RawTarget.Start(RawScript.Send("no such protocol\r\n\r\n"));
        await using var reset = RawTarget.Start(RawScript.ResetAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync(garbage.Url));
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync(reset.Url));
    }

    [Test]
    public async Task An_endless_body_ends_when_the_client_goes()
    {
        await using var target = RawTarget.Start(RawScript.Endless("HTTP/1.1 200 OK\r\n\r\n", new string('x', 65536)));

        using (var response = await _client.GetAsync(target.Url, HttpCompletionOption.ResponseHeadersRead))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[200_000]);
        }

        await Eventually.BecomesAsync(() => target.OpenConnections, open => open == 0);
        Assert.That(target.BytesSent, Is.GreaterThan(200_000));
    }

    [Test]
    public async Task A_silent_target_keeps_its_clients_until_they_go()
    {
        await using var target = RawTarget.Start(RawScript.Silence);
        using var impatience = new CancellationTokenSource();

        var answer = _client.GetAsync(target.Url, impatience.Token);
        await Eventually.BecomesAsync(() => target.OpenConnections, open => open == 1);
        await impatience.CancelAsync();

        await Assert.ThatAsync(() => answer, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.BecomesAsync(() => target.OpenConnections, open => open == 0);
    }

    [Test]
    public async Task A_trickle_arrives_whole()
    {
        await using var target = RawTarget.Start(RawScript.Trickle("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", TimeSpan.FromMilliseconds(1)));

        Assert.That(await _client.GetStringAsync(target.Url), Is.EqualTo("slow"));
    }
}
