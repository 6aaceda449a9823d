using EasyCron.Testing.Network;
using EasyCron.Testing.Redis;

namespace EasyCron.Testing.Tests.Redis;

public sealed class RedisServerTests
{
    [Test]
    public async Task Everybody_gets_the_same_shared_server_and_a_prefix_of_their_own()
    {
        var first = await RedisServer.SharedAsync();
        var second = await RedisServer.SharedAsync();

        Assert.That(first, Is.SameAs(second));
        Assert.That(await first.ExecuteAsync("PING"), Is.EqualTo("PONG"));
        Assert.That(new[] { first.FreePrefix(), second.FreePrefix() }, Is.Unique);
    }

    [Test]
    public async Task A_killed_server_with_an_append_only_file_comes_back_on_its_port_with_its_data()
    {
        await using var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        await redis.ExecuteAsync("SET", "key", "kept");
        var url = redis.Url;

        await redis.RestartAsync(keepData: true);

        Assert.That(redis.Url, Is.EqualTo(url));
        Assert.That(await redis.ExecuteAsync("GET", "key"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_server_restarted_without_its_data_comes_back_empty()
    {
        await using var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { AppendOnly = true });
        await redis.ExecuteAsync("SET", "key", "lost");

        await redis.RestartAsync(keepData: false);

        Assert.That(await redis.ExecuteAsync("DBSIZE"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_stopped_server_frees_its_port_and_starts_again_on_it()
    {
        await using var redis = await RedisServer.StartPrivateAsync();

        await redis.StopAsync();
        Assert.That(FreePort.IsFree(redis.Port), Is.True);
        await redis.StartAsync();

        Assert.That(await redis.ExecuteAsync("PING"), Is.EqualTo("PONG"));
    }

    [Test]
    public async Task A_paused_server_answers_only_after_it_is_resumed()
    {
        await using var redis = await RedisServer.StartPrivateAsync();

        redis.Pause();
        var answer = redis.ExecuteAsync("PING");
        await Eventually.BecomesAsync(() => File.ReadAllText($"/proc/{redis.ProcessId}/stat").Split(") ")[1][0], state => state == 'T');
        Assert.That(answer.IsCompleted, Is.False);
        redis.Resume();

        Assert.That(await answer, Is.EqualTo("PONG"));
    }

    [Test]
    public async Task A_password_is_asked_for()
    {
        await using var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { Password = "p@ss:w/rd" });

        Assert.That(await redis.ExecuteAsync("PING"), Is.EqualTo("PONG"));
        Assert.That(redis.Url, Is.EqualTo($"redis://:p%40ss%3Aw%2Frd@127.0.0.1:{redis.Port}"));
        Assert.That(await redis.ExecuteAsync("CONFIG", "GET", "requirepass"), Does.Contain("p@ss:w/rd"));
    }

    [Test]
    public async Task Tls_is_spoken_with_a_certificate_of_our_own_authority()
    {
        await using var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { Certificate = TestCertificate.Create() });

        Assert.That(redis.Url, Does.StartWith("rediss://"));
        Assert.That(await redis.ExecuteAsync("PING"), Is.EqualTo("PONG"));
    }

    [Test]
    public async Task Eviction_policy_and_other_settings_reach_the_server()
    {
        var settings = new Dictionary<string, string> { ["maxmemory"] = "100mb" };
        await using var redis = await RedisServer.StartPrivateAsync(
            new RedisServerOptions { MaxMemoryPolicy = "allkeys-lru", Settings = settings });

        Assert.That(await redis.ExecuteAsync("CONFIG", "GET", "maxmemory-policy"), Does.EndWith("allkeys-lru"));
        Assert.That(await redis.ExecuteAsync("CONFIG", "GET", "maxmemory"), Does.EndWith("104857600"));
    }

    [Test]
    public async Task An_error_of_the_server_is_an_exception_with_its_text()
    {
        var redis = await RedisServer.SharedAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => redis.ExecuteAsync("NOSUCHCOMMAND"));

        Assert.That(failure?.Message, Does.Contain("unknown command"));
    }
}
