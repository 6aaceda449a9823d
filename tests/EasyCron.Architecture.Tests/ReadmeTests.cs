using EasyCron.Testing;
using EasyCron.Worker.Settings;

namespace EasyCron.Architecture.Tests;

/// <summary>What the README says is compared with what the code does.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.File("README.md"));

    [Test]
    public void The_settings_table_is_that_of_the_code()
    {
        var rows = EnvironmentSettings.Table.Select(variable => $"| `{variable.Name}` | {variable.Default} | {variable.Meaning} |");
        var expected = string.Join('\n', ["| variable | default | meaning |", "|---|---|---|", .. rows]);

        Assert.That(Between("<!-- settings:", "<!-- /settings -->"), Is.EqualTo(expected), () => $"README.md must hold:\n{expected}");
    }

    [TestCase("scripts/demo")]
    [TestCase("scripts/test")]
    [TestCase("scripts/publish")]
    public void Every_command_named_exists(string script)
    {
        Assert.That(Readme, Does.Contain(script));
        Assert.That(File.Exists(Repository.File(script)));
    }

    private static string Between(string start, string end)
    {
        var from = Readme.IndexOf('\n', Readme.IndexOf(start, StringComparison.Ordinal)) + 1;
        return Readme[from..Readme.IndexOf(end, StringComparison.Ordinal)].Trim();
    }
}
