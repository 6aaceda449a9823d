using Npgsql;

namespace EasyCron.Storage.Tests;

/// <summary>The role that the documentation asks for, and no more rights than it names.</summary>
public class RestrictedRoleTests : DatabaseTests
{
    private string _role = "";

    [SetUp]
    public async Task CreateRoleAsync()
    {
        _role = $"role_{Guid.NewGuid():N}";
        await App.ExecuteAsync($"create role {_role} login password 'secret'; revoke all on schema public from public");
        await App.InsertJobAsync("job", ("updatedAt", Noon));
    }

    [TearDown]
    public async Task DropRoleAsync() => await App.ExecuteAsync($"drop owned by {_role}; drop role {_role}");

    private async Task GrantAsync(string rights) => await App.ExecuteAsync(string.Join(';', rights.Split(';').Select(right => $"grant {right} to {_role}")));

    private Database OpenAsRole() => new(PostgresSettings.FromUrl((App.Address with { User = _role, Password = "secret" }).Url));

    private const string Least = """usage on schema public; select, update (status, "updatedAt") on "Job"; select, insert, update on "JobRun" """;

    [Test]
    public async Task Everything_but_retention_works_with_the_least_rights()
    {
        await GrantAsync(Least);
        await using var database = OpenAsRole();

        Assert.That((await new SchemaCheck(database).RunAsync()).Problems, Is.Empty);
        await JobsAndRuns.UseEverythingAsync(database, "job", Noon, withRetention: false);
    }

    [Test]
    public async Task Retention_needs_one_right_more()
    {
        await GrantAsync(Least);
        await using (var without = OpenAsRole())
        {
            Assert.That((await new SchemaCheck(without).RunAsync(withRetention: true)).Problems, Is.EqualTo(new[] { $"role \"{_role}\" may not DELETE from \"JobRun\", which retention needs" }));
        }

        await GrantAsync("""delete on "JobRun" """);
        await using var database = OpenAsRole();
        Assert.That((await new SchemaCheck(database).RunAsync(withRetention: true)).Problems, Is.Empty);
        await JobsAndRuns.UseEverythingAsync(database, "job", Noon);
    }

    [TestCase("usage on schema public", "SELECT from \"Job\"", "UPDATE \"status\" and \"updatedAt\" of \"Job\"", "SELECT from \"JobRun\"", "INSERT into \"JobRun\"", "UPDATE \"JobRun\"")]
    [TestCase("""usage on schema public; select on "Job"; select, insert, update on "JobRun" """, "UPDATE \"status\" and \"updatedAt\" of \"Job\"")]
    [TestCase("""usage on schema public; select, update (status) on "Job"; select, insert, update on "JobRun" """, "UPDATE \"status\" and \"updatedAt\" of \"Job\"")]
    [TestCase("""usage on schema public; select, update (status, "updatedAt") on "Job"; select on "JobRun" """, "INSERT into \"JobRun\"", "UPDATE \"JobRun\"")]
    [TestCase("""select, update (status, "updatedAt") on "Job"; select, insert, update on "JobRun" """, "use schema \"public\" (GRANT USAGE)")]
    public async Task Each_right_that_is_missing_is_named(string rights, params string[] missing)
    {
        await GrantAsync(rights);
        await using var database = OpenAsRole();

        var problems = (await new SchemaCheck(database).RunAsync()).Problems;

        Assert.That(problems, Is.EquivalentTo(missing.Select(right => $"role \"{_role}\" may not {right}")));
    }

    [Test]
    public async Task A_refused_statement_comes_with_advice_and_is_not_transient()
    {
        await GrantAsync("""usage on schema public; select on "Job" """);
        await using var database = OpenAsRole();

        var fault = await Assert.CatchAsync(() => new JobRunRepository(database).GetAsync("r1"));

        Assert.That(fault, Is.InstanceOf<PostgresException>());
        Assert.That(PostgresFault.IsTransient(fault!), Is.False);
        Assert.That(PostgresFault.Advice(fault!), Does.Contain("grant the role SELECT on \"Job\""));
    }
}
