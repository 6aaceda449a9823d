using EasyCron.Testing;
using EasyCron.Testing.Logging;
using EasyCron.Testing.Network;
using EasyCron.Testing.Redis;
using Microsoft.Extensions.Logging;

namespace EasyCron.BullMq.RedisTests.Connections;

/// <summary>TLS and passwords against a Redis that asks for them, and servers that are none.</summary>
public sealed class SecuredServerTests
{
    private const string Password = "p@ss word:/#";
    private readonly ListLoggerProvider _logs = new();

    [Test]
    public async Task A_queue_works_over_tls_with_a_password()
    {
        var certificate = TestCertificate.Create();
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { Password = Password, Certificate = certificate });
        await using var connection = Connect(server, options => options with { CertificateAuthority = certificate.Authority, CommandTimeout = TimeSpan.FromSeconds(10) });
        var queue = new Queue("q", connection);
        // Its blocking wait and the reader of events dial sockets of their own.
        await using var worker = new Worker("q", connection, (job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<int>())));
        await worker.StartAsync();
        await using var events = new QueueEvents("q", connection);

        var added = await queue.AddAsync("j", 5);

        Assert.That(await events.WaitUntilFinishedAsync<int>(added.Id, Eventually.DefaultDeadline), Is.EqualTo(5));
        await Eventually.BecomesAsync(() => queue.Inspect.WorkersAsync(), workers => workers.Count == 1);
    }

    [Test]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_not_talked_to()
    {
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { Certificate = TestCertificate.Create() });
        await using var stranger = Connect(server, options => options with { CertificateAuthority = TestCertificate.Create().Authority });
        await using var none = Connect(server, options => options);

        Assert.That(() => stranger.PingAsync(), Throws.InstanceOf<QueueUnavailableException>());
        Assert.That(() => none.PingAsync(), Throws.InstanceOf<QueueUnavailableException>());
        await Eventually.BecomesTrueAsync(() => _logs.Entries.Count(entry => entry.Message.Contains("is not trusted (RemoteCertificateChainErrors)", StringComparison.Ordinal)) == 2);
    }

    [Test]
    public async Task A_server_of_another_name_is_not_talked_to()
    {
        var certificate = TestCertificate.Create();
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { Certificate = certificate });
        await using var connection = Connect(server, options => options with { CertificateAuthority = certificate.Authority, Endpoints = [$"0.0.0.0:{server.Port}"] });

        Assert.That(() => connection.PingAsync(), Throws.InstanceOf<QueueUnavailableException>());
        await Eventually.BecomesTrueAsync(() => _logs.Entries.Any(entry => entry.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)));
    }

    [TestCase(null)]
    [TestCase("wr0ng")]
    public async Task Without_the_password_nothing_works_and_no_password_is_told(string? password)
    {
        await using var server = await RedisServer.StartPrivateAsync(new RedisServerOptions { Password = Password });
        await using var connection = Connect(server, options => options with { Password = password });

        var fault = await ConnectionFault.OfAsync(connection);

        Assert.That(fault, Does.StartWith("Redis at redis://127.0.0.1:").And.Contain("could not be reached"));
        Assert.That(string.Join('\n', _logs.Entries.Select(entry => entry.Message).Append(fault)), Does.Not.Contain(Password).And.Not.Contain("wr0ng"));
    }

    [TestCase("easycron", "wr0ng")]
    [TestCase("nobody", Password)]
    public async Task Whoever_cannot_log_in_is_not_taken_for_the_default_user_though_it_is_open(string user, string password)
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await server.ExecuteAsync("ACL", "SETUSER", "easycron", "on", $">{Password}", "~*", "&*", "+@all");
        await using var connection = Connect(server, options => options with { User = user, Password = password });

        var fault = await ConnectionFault.OfAsync(connection);

        Assert.That(fault, Does.Contain("could not be reached").And.Contain("does not know the user and password"));
        Assert.That(string.Join('\n', _logs.Entries.Select(entry => entry.Message).Append(fault)), Does.Not.Contain(Password).And.Not.Contain("wr0ng"));

        // Once the server knows them it goes on by itself.
        await server.ExecuteAsync("ACL", "SETUSER", user, "on", $">{password}", "~*", "&*", "+@all");
        await Eventually.BecomesAsync(() => ConnectionFault.OfAsync(connection), answer => answer == "none");
    }

    [Test]
    public async Task A_user_of_the_access_list_works_within_its_rights_and_no_other()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await server.ExecuteAsync("ACL", "SETUSER", "easy:cron", "on", $">{Password}", "~bull:*", "&*", "+@all", "-@dangerous", "+info", "+client");
        var user = $"redis://{Uri.EscapeDataString("easy:cron")}:{Uri.EscapeDataString(Password)}@{server.Host}:{server.Port}";
        await using var connection = new QueueConnection(QueueConnectionOptions.Parse(user) with { Logging = new LoggerFactory([_logs]) });
        var queue = new Queue("q", connection);
        await using (var worker = new Worker("q", connection, (job, _) => ValueTask.FromResult(JobOutcome.Completed(job.GetData<int>()))))
        {
            await worker.StartAsync();
            await using var events = new QueueEvents("q", connection);
            Assert.That(await events.WaitUntilFinishedAsync<int>((await queue.AddAsync("j", 5)).Id, Eventually.DefaultDeadline), Is.EqualTo(5));
            await Eventually.BecomesAsync(() => queue.Inspect.WorkersAsync(), workers => workers.Count == 1);
        }

        Assert.That(
            () => new Queue("q", connection, new QueueOptions { Prefix = "another" }).AddAsync("j"),
            Throws.InstanceOf<RedisRefusedException>().With.Property(nameof(RedisRefusedException.Code)).EqualTo("NOPERM"));
        await server.ExecuteAsync("ACL", "SETUSER", "default", "off");
        await using var stranger = new QueueConnection(QueueConnectionOptions.Parse(user.Replace("easy", "hard", StringComparison.Ordinal)) with { CommandTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(await ConnectionFault.OfAsync(stranger), Does.Contain("could not be reached").And.Not.Contain(Password));
    }

    [Test]
    public async Task A_user_who_may_not_end_a_wait_has_delayed_jobs_started_all_the_same_and_is_told()
    {
        await using var server = await RedisServer.StartPrivateAsync();
        await server.ExecuteAsync("ACL", "SETUSER", "limited", "on", $">{Password}", "~*", "&*", "+@all", "-client|unblock");
        await using var connection = Connect(server, options => options with { User = "limited", Password = Password });
        var queue = new Queue("q", connection);
        var ran = new TaskCompletionSource();
        await using var worker = new Worker(
            "q", connection,
            (_, _) =>
            {
                ran.TrySetResult();
                return ValueTask.FromResult(JobOutcome.Done);
            },
            new WorkerOptions { DrainDelay = TimeSpan.FromMinutes(2) });
        await worker.StartAsync();
        await Eventually.BecomesAsync(() => queue.Inspect.WorkersAsync(), workers => workers.Count == 1);

        await queue.AddAsync("j", options: new JobOptions { Delay = TimeSpan.FromMilliseconds(200) });

        await ran.Task.WaitAsync(Eventually.DefaultDeadline);
        await worker.StopAsync().WaitAsync(Eventually.DefaultDeadline);
        Assert.That(
            _logs.Entries.Where(entry => entry.Message.Contains("does not let this worker end its wait", StringComparison.Ordinal)).ToList(),
            Has.Count.EqualTo(1).And.All.Property("Message").Contains("NOPERM"));
    }

    private QueueConnection Connect(RedisServer server, Func<QueueConnectionOptions, QueueConnectionOptions> change) => new(
        change(QueueConnectionOptions.Parse(server.Url) with { CommandTimeout = TimeSpan.FromSeconds(1), Logging = new LoggerFactory([_logs]) }));
}
