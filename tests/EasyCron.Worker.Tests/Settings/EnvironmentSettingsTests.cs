using EasyCron.BullMq;
using EasyCron.Worker.Settings;
using Microsoft.Extensions.Logging;

namespace EasyCron.Worker.Tests.Settings;

public sealed class EnvironmentSettingsTests
{
    private static readonly Dictionary<string, string> Least = new()
    {
        ["DATABASE_URL"] = "postgresql://u:p@db:5432/app",
        ["REDIS_HOST"] = "localhost",
    };

    [Test]
    public void The_least_environment_gives_the_documented_defaults()
    {
        var settings = EnvironmentSettings.Read(Least);

        Assert.Multiple(() =>
        {
            Assert.That(settings.Postgres.Host, Is.EqualTo("db"));
            Assert.That(settings.Redis.Endpoints, Is.EqualTo(new[] { "localhost:6379" }));
            Assert.That(settings.Redis.Password, Is.Null);
            Assert.That(settings.Prefix, Is.EqualTo("bull"));
            Assert.That(settings.JobsQueue, Is.EqualTo("jobs"));
            Assert.That(settings.Concurrency, Is.EqualTo(50));
            Assert.That(settings.SyncInterval, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(settings.CatchUp, Is.True);
            Assert.That(settings.ShutdownGrace, Is.EqualTo(TimeSpan.FromSeconds(25)));
            Assert.That(settings.HealthPort, Is.EqualTo(8080));
            Assert.That(settings.LogLevel, Is.EqualTo(LogLevel.Information));
            Assert.That(settings.LogJson, Is.True);
            Assert.That(settings.KeepCompleted, Is.EqualTo(JobRetention.Keep(1000, TimeSpan.FromHours(24))));
            Assert.That(settings.KeepFailed, Is.EqualTo(JobRetention.Keep(5000, TimeSpan.FromDays(7))));
            Assert.That(settings.QueueLimit, Is.EqualTo(100));
        });
    }

    [Test]
    public void The_brief_s_own_example_is_understood()
    {
        var settings = EnvironmentSettings.Read(new Dictionary<string, string>
        {
            ["DATABASE_URL"] = "postgresql://user:password@localhost:5432/easycronjobs",
            ["REDIS_HOST"] = "localhost",
            ["REDIS_PORT"] = "6379",
            ["REDIS_PASSWORD"] = "",
            ["NODE_ENV"] = "production",
            ["LOG_LEVEL"] = "info",
            ["WORKER_CONCURRENCY"] = "5",
        });

        Assert.That(settings.Concurrency, Is.EqualTo(5));
        Assert.That(settings.Redis.Password, Is.Null);
    }

    [Test]
    public void Nothing_at_all_names_everything_that_is_missing_at_once()
    {
        var error = Assert.Throws<SettingsException>(() => EnvironmentSettings.Read(new Dictionary<string, string>()));

        Assert.That(error!.Faults, Has.Count.EqualTo(2));
        Assert.That(error.Message, Does.Contain("DATABASE_URL is not set").And.Contain("Neither REDIS_URL nor REDIS_HOST is set"));
    }

    [TestCase("DATABASE_URL", "mysql://u:topsecret@db/app", "DATABASE_URL")]
    [TestCase("DATABASE_URL", "postgresql://u:topsecret@db:port/app", "DATABASE_URL")]
    [TestCase("REDIS_URL", "http://:topsecret@h", "REDIS_URL")]
    [TestCase("REDIS_URL", "redis://topsecret@h", "user name without a password")]
    [TestCase("REDIS_PORT", "0", "REDIS_PORT is \"0\"; allowed: a whole number from 1 to 65535")]
    [TestCase("JOBS_QUEUE", "a:b", "JOBS_QUEUE is \"a:b\"; allowed: a name without a colon")]
    [TestCase("WORKER_CONCURRENCY", "many", "WORKER_CONCURRENCY is \"many\"; allowed: a whole number from 1 to 10000")]
    [TestCase("WORKER_CONCURRENCY", "0", "from 1 to 10000")]
    [TestCase("SYNC_INTERVAL_SECONDS", "-1", "from 1 to 3600")]
    [TestCase("CATCHUP", "all", "CATCHUP is \"all\"; allowed: one, none")]
    [TestCase("SHUTDOWN_GRACE_SECONDS", "1e3", "SHUTDOWN_GRACE_SECONDS")]
    [TestCase("HEALTH_PORT", "65536", "from 0 to 65535")]
    [TestCase("LOG_LEVEL", "loud", "LOG_LEVEL is \"loud\"")]
    [TestCase("LOG_FORMAT", "xml", "LOG_FORMAT is \"xml\"; allowed: json, text")]
    [TestCase("EGRESS_ALLOW", "10.0.0.0/99", "EGRESS_ALLOW")]
    [TestCase("SEND_EASYCRON_HEADERS", "maybe", "SEND_EASYCRON_HEADERS is \"maybe\"; allowed: true or false")]
    [TestCase("SIGNING_SECRET", "whsec_topsecret!", "SIGNING_SECRET")]
    [TestCase("LOG_MAX_BYTES", "12", "LOG_MAX_BYTES")]
    [TestCase("KEEP_COMPLETED_COUNT", "-5", "KEEP_COMPLETED_COUNT")]
    [TestCase("QUEUE_MAX_PER_JOB", "10001", "QUEUE_MAX_PER_JOB")]
    public void A_bad_value_is_named_with_what_is_allowed_and_without_secrets(string variable, string value, string told)
    {
        var error = Assert.Throws<SettingsException>(() => EnvironmentSettings.Read(new Dictionary<string, string>(Least) { [variable] = value }));

        Assert.That(error!.Faults, Has.Count.EqualTo(1));
        Assert.That(error.Message, Does.Contain(told).And.Not.Contain("topsecret"));
    }

    [TestCase("fatal", LogLevel.Critical)]
    [TestCase("Verbose", LogLevel.Trace)]
    [TestCase("WARNING", LogLevel.Warning)]
    [TestCase("silent", LogLevel.None)]
    public void Log_levels_of_pino_and_Serilog_are_known(string word, LogLevel level) =>
        Assert.That(EnvironmentSettings.Read(new Dictionary<string, string>(Least) { ["LOG_LEVEL"] = word }).LogLevel, Is.EqualTo(level));

    [TestCase(null, null, true)]
    [TestCase("production", null, true)]
    [TestCase("development", null, false)]
    [TestCase(null, "Development", false)]
    [TestCase("development", "Production", true)]
    public void The_environment_s_name_decides_the_form_of_the_log(string? node, string? dotnet, bool json)
    {
        var environment = new Dictionary<string, string>(Least) { ["NODE_ENV"] = node ?? "", ["DOTNET_ENVIRONMENT"] = dotnet ?? "" };

        Assert.That(EnvironmentSettings.Read(environment).LogJson, Is.EqualTo(json));
    }

    [Test]
    public void Every_variable_stands_in_the_table_once_and_has_words()
    {
        var names = EnvironmentSettings.Table.Select(variable => variable.Name).ToList();

        Assert.That(names, Is.Unique);
        Assert.That(EnvironmentSettings.Table, Has.All.Matches<EnvironmentVariable>(variable => variable!.Meaning.Length > 10 && variable.Default.Length > 0));
    }
}
