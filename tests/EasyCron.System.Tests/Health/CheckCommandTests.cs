using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using EasyCron.Testing.Redis;

namespace EasyCron.System.Tests.Health;

/// <summary><c>--check</c> and the other words of the command line.</summary>
public sealed class CheckCommandTests
{
    [Test]
    public async Task All_well_says_so_and_ends_with_0()
    {
        await using var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var redis = await RedisServer.SharedAsync();

        var (code, said) = await RunAsync([("DATABASE_URL", database.Url), ("REDIS_URL", redis.Url)], "--check");

        Assert.That(code, Is.Zero, said);
        Assert.That(said, Does.Contain("maxmemory-policy is noeviction").And.Contains("the tables in schema public fit").And.Not.Contains("FAIL"));
    }

    [Test]
    public async Task What_cannot_be_reached_ends_with_69_and_what_a_person_must_put_right_with_78()
    {
        var url = $"postgresql://app:hush@127.0.0.1:{FreePort.Next()}/app";
        await using var redis = await RedisServer.StartPrivateAsync(new RedisServerOptions { MaxMemoryPolicy = "allkeys-lru" });
        var (away, said) = await RunAsync([("DATABASE_URL", url), ("REDIS_URL", redis.Url)], "--check");
        Assert.That(away, Is.EqualTo(69), said);
        Assert.That(said, Does.Contain("check host and port in DATABASE_URL").And.Contains("warn").And.Contains("Set it to noeviction").And.Not.Contains("hush"));

        await using var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await database.ExecuteAsync("""drop table "JobRun" cascade""");
        (var misfit, said) = await RunAsync([("DATABASE_URL", database.Url), ("REDIS_URL", $"redis://:hush@127.0.0.1:{FreePort.Next()}")], "--check");
        Assert.That(misfit, Is.EqualTo(78), said);
        Assert.That(said, Does.Contain("table \"JobRun\" is missing").And.Contains("check REDIS_URL").And.Not.Contains("hush"));
    }

    [Test]
    public async Task Settings_may_stand_in_a_file_and_the_environment_wins()
    {
        await using var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var redis = await RedisServer.SharedAsync();
        var folder = TestDirectory.Create("dotenv");
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"# shared with the app\nexport DATABASE_URL=\"{database.Url}\"\nREDIS_URL='{redis.Url}'\nJOBS_QUEUE=from-file\nBULLMQ_PREFIX=from-file\n");
        try
        {
            var (code, said) = await RunAsync([("JOBS_QUEUE", "from-environment")], folder, "--check");

            Assert.That(code, Is.Zero, said);
            Assert.That(said, Does.Contain("queue from-environment under prefix from-file"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task The_command_line_explains_itself()
    {
        Assert.That((await RunAsync([], "--version")).Code, Is.Zero);
        Assert.That((await RunAsync([], "--help")).Said, Does.Contain("--check"));
        var (code, said) = await RunAsync([], "--chekc");
        Assert.That((code, said.Contains("--chekc", StringComparison.Ordinal)), Is.EqualTo((64, true)));
    }

    private static Task<(int Code, string Said)> RunAsync((string, string?)[] environment, string argument) => RunAsync(environment, Path.GetTempPath(), argument);

    private static async Task<(int Code, string Said)> RunAsync((string Name, string? Value)[] environment, string folder, string argument)
    {
        var assembly = Repository.File($"src/EasyCron.Worker/bin/{Repository.Configuration}/net10.0/EasyCron.Worker.dll");
        await using var process = ChildProcess.Start("dotnet", ["exec", assembly, argument], new ChildProcessOptions
        {
            CleanEnvironment = true,
            WorkingDirectory = folder,
            Environment = environment.ToDictionary(one => one.Name, one => one.Value),
        });
        var code = await process.WaitForExitAsync(TimeSpan.FromMinutes(1));
        return (code, process.Output.ToString());
    }
}
