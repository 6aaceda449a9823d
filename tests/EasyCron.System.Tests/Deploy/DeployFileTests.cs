using System.Text.Json;
using System.Text.RegularExpressions;
using EasyCron.Testing;
using EasyCron.Testing.Processes;
using EasyCron.Worker.Settings;

namespace EasyCron.System.Tests.Deploy;

/// <summary>The files of <c>deploy/</c> are read as strictly as can be done without the systems they are for, and compared with the code.</summary>
public sealed partial class DeployFileTests
{
    private const string Rules = "deploy/prometheus/easycron-rules.yml";

    // Variables that are not the worker's own.
    private static readonly string[] OfTheRuntime = ["DOTNET_EnableDiagnostics"];

    private static readonly HashSet<string> Metrics = [.. Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => MetricName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))];

    [Test]
    public async Task Every_alert_is_valid_names_metrics_that_exist_and_is_explained()
    {
        var rules = (await NodeScript.ReadYamlAsync(Rules))[0].GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        await CheckQueriesAsync(rules.Select(rule => rule.GetProperty("expr").GetString()!));
        var guide = await File.ReadAllTextAsync(Repository.File("docs/operating.md"));
        var names = rules.Select(rule => rule.GetProperty("alert").GetString()!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Heading().Matches(guide).Select(match => match.Groups[1].Value).Where(heading => heading.StartsWith("EasyCron", StringComparison.Ordinal)), Is.EqualTo(names));
            Assert.That(rules.Select(rule => rule.GetProperty("annotations").GetProperty("runbook").GetString()), Is.EqualTo(names.Select(name => $"docs/operating.md#{name.ToLowerInvariant()}")));
            Assert.That(rules.Select(rule => rule.GetProperty("labels").GetProperty("severity").GetString()).Distinct(), Is.SubsetOf(new[] { "critical", "warning", "info" }));
        });
    }

    [Test]
    public async Task Every_query_of_the_dashboard_is_valid_and_names_metrics_that_exist()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.File("deploy/grafana/easycron.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.That(panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
        await CheckQueriesAsync(panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!));
    }

    [Test]
    public void Every_metric_of_the_code_stands_in_the_guide()
    {
        var guide = File.ReadAllText(Repository.File("docs/operating.md"));

        Assert.That(Metrics.Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_compose_file_gives_the_worker_settings_that_exist_and_time_to_end()
    {
        var services = (await NodeScript.ReadYamlAsync("deploy/compose.yaml"))[0].GetProperty("services");
        var worker = services.GetProperty("worker");

        CheckVariables(worker.GetProperty("environment").EnumerateObject().Select(variable => variable.Name));
        Assert.That(Seconds(worker.GetProperty("stop_grace_period").GetString()!), Is.GreaterThan(Grace(worker.GetProperty("environment"))));
        Assert.That(worker.GetProperty("depends_on").EnumerateObject().Select(other => services.TryGetProperty(other.Name, out var one) && one.TryGetProperty("healthcheck", out _)), Has.All.True);
        Assert.That(services.GetProperty("redis").GetProperty("command").EnumerateArray().Select(word => word.GetString()), Does.Contain("noeviction"));
    }

    [Test]
    public async Task The_manifests_fit_together_and_give_the_worker_time_to_end()
    {
        var documents = (await NodeScript.ReadYamlAsync("deploy/kubernetes/easycron.yaml")).EnumerateArray().ToList();
        var deployment = documents.Single(document => document.GetProperty("kind").GetString() == "Deployment").GetProperty("spec");
        var pod = deployment.GetProperty("template").GetProperty("spec");
        var container = pod.GetProperty("containers").EnumerateArray().Single();
        var environment = container.GetProperty("env").EnumerateArray().ToDictionary(
            one => one.GetProperty("name").GetString()!, one => one.TryGetProperty("value", out var value) ? value.GetString() : null);

        CheckVariables(environment.Keys);
        var labels = deployment.GetProperty("template").GetProperty("metadata").GetProperty("labels").ToString();
        Assert.Multiple(() =>
        {
            Assert.That(documents.Select(document => document.GetProperty("spec").GetProperty("selector").GetProperty("matchLabels").ToString()), Has.All.EqualTo(labels));
            Assert.That(pod.GetProperty("terminationGracePeriodSeconds").GetInt32(), Is.GreaterThan(int.Parse(environment["SHUTDOWN_GRACE_SECONDS"]!)));
            Assert.That(container.GetProperty("livenessProbe").GetProperty("httpGet").GetProperty("path").GetString(), Is.EqualTo("/health/live"));
            Assert.That(container.GetProperty("readinessProbe").GetProperty("httpGet").GetProperty("path").GetString(), Is.EqualTo("/health/ready"));
            Assert.That(container.GetProperty("securityContext").GetProperty("readOnlyRootFilesystem").GetBoolean());
        });
    }

    [Test]
    public async Task The_unit_passes_systemd_s_own_check()
    {
        var unit = await File.ReadAllTextAsync(Repository.File("deploy/systemd/easycron-worker.service"));
        CheckVariables(UnitVariable().Matches(string.Join('\n', unit.Split('\n').Where(line => line.StartsWith("Environment=", StringComparison.Ordinal)))).Select(match => match.Groups[1].Value));
        Assert.That(int.Parse(StopTimeout().Match(unit).Groups[1].Value), Is.GreaterThan(25), "above the default grace");
        Assert.That(unit, Does.Contain("RestartPreventExitStatus=78"));

        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            return;
        }

        // It also looks whether the program is there; any other one will do.
        var folder = TestDirectory.Create("unit");
        var file = Path.Combine(folder, "easycron-worker.service");
        await File.WriteAllTextAsync(file, unit.Replace("/opt/easycron/EasyCron.Worker", "/bin/true", StringComparison.Ordinal));
        await using var check = ChildProcess.Start("systemd-analyze", ["verify", "--man=no", file]);
        Assert.That(await check.WaitForExitAsync(TimeSpan.FromMinutes(1)), Is.Zero, check.Output.ToString());
        Assert.That(check.Output.ToString(), Does.Not.Contain("easycron-worker.service"), "not even a warning");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task CheckQueriesAsync(IEnumerable<string> queries)
    {
        var answers = (await NodeScript.RunAsync("read-promql.mjs", queries)).EnumerateArray().ToList();
        var used = answers.SelectMany(answer => answer.GetProperty("metrics").EnumerateArray()).Select(metric => metric.GetString()!).Distinct()
            .Where(name => !name.StartsWith("dotnet_", StringComparison.Ordinal)).ToList();

        Assert.That(answers.Select(answer => answer.GetProperty("fault").GetString()), Has.All.Null);
        Assert.That(used, Is.Not.Empty);
        Assert.That(used.Where(name => !Metrics.Contains(name) && !Metrics.Contains(HistogramPart().Replace(name, ""))), Is.Empty, "no code measures these");
    }

    private static void CheckVariables(IEnumerable<string> names) =>
        Assert.That(names.Except(OfTheRuntime).Except(EnvironmentSettings.Table.Select(variable => variable.Name)), Is.Empty, "the worker knows no such variable");

    private static int Grace(JsonElement environment) => int.Parse(environment.GetProperty("SHUTDOWN_GRACE_SECONDS").GetString()!);

    private static int Seconds(string duration) => int.Parse(duration.TrimEnd('s'));

    [GeneratedRegex("\"((?:easycron|bullmq)_[a-z_]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("(?:^Environment=| )([A-Z][A-Za-z_]+)=", RegexOptions.Multiline)]
    private static partial Regex UnitVariable();

    [GeneratedRegex("^TimeoutStopSec=([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex StopTimeout();
}
