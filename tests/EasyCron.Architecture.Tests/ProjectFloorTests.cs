using System.Xml.Linq;

namespace EasyCron.Architecture.Tests;

/// <summary>Projects stand on one another and on packages only as the picture of the architecture allows.</summary>
public sealed class ProjectFloorTests
{
    // Every arrow points down: Worker, Dashboard, BullMq, and on the ground Cron and Storage.
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["EasyCron.Cron"] = [],
        ["EasyCron.Storage"] = [],
        ["EasyCron.BullMq"] = ["EasyCron.Cron"],
        ["EasyCron.BullMq.Hosting"] = ["EasyCron.BullMq"],
        ["EasyCron.Dashboard"] = ["EasyCron.BullMq", "EasyCron.Storage"],
        ["EasyCron.Worker"] = ["EasyCron.BullMq", "EasyCron.Cron", "EasyCron.Dashboard", "EasyCron.Storage"],
    };

    // One package, one home; Microsoft's abstractions are language rather than choice and may live where they are needed.
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["NodaTime"] = ["EasyCron.Cron", "EasyCron.Storage", "EasyCron.Worker"],
        ["StackExchange.Redis"] = ["EasyCron.BullMq"],
        ["Npgsql"] = ["EasyCron.Storage"],
        ["Polly.Core"] = ["EasyCron.Worker"],
        ["Serilog"] = ["EasyCron.Worker"],
        ["OpenTelemetry"] = ["EasyCron.Worker"],
        ["Handlebars.Net"] = ["EasyCron.Worker", "EasyCron.Dashboard"],
        ["Microsoft.Extensions"] = ["EasyCron.BullMq", "EasyCron.Storage", "EasyCron.Dashboard", "EasyCron.Worker"],
    };

    private static IReadOnlyList<SourceFile> Projects => SourceFile.In("src", "*.csproj");

    [TestCaseSource(nameof(Projects))]
    public void A_project_references_only_lower_floors(SourceFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);
        Assert.That(References, Does.ContainKey(name), "a new project needs its floor written down here");

        var references = Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.That(references.Except(References[name]), Is.Empty);
    }

    [TestCaseSource(nameof(Projects))]
    public void A_package_is_used_only_in_its_home(SourceFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);

        var strays = Includes(project, "PackageReference").Where(package => !HomesOf(package).Contains(name));

        Assert.That(strays, Is.Empty);
    }

    private static string[] HomesOf(string package) =>
        Homes.FirstOrDefault(home => package == home.Key || package.StartsWith(home.Key + ".", StringComparison.Ordinal)).Value ?? [];

    private static IEnumerable<string> Includes(SourceFile project, string item) =>
        XDocument.Parse(project.Text).Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
