using System.Text.RegularExpressions;

namespace EasyCron.Architecture.Tests;

/// <summary>Names from outside are spoken only in the folders that are their homes.</summary>
public sealed partial class NamespaceHomeTests
{
    private static IReadOnlyList<SourceFile> Sources => SourceFile.In("src", "*.cs");

    [TestCase(@"StackExchange\.Redis", "src/EasyCron.BullMq/Redis/")]
    [TestCase("Npgsql", "src/EasyCron.Storage/")]
    [TestCase(@"HttpClient|HttpMessageHandler|SocketsHttpHandler|System\.Net\.Http", "src/EasyCron.Worker/Http/", "src/EasyCron.Worker/Notices/")]
    [TestCase("Polly|Serilog|Handlebars", "src/EasyCron.Worker/")]
    [TestCase(@"Microsoft\.AspNetCore", "src/EasyCron.Worker/", "src/EasyCron.Dashboard/")]
    [TestCase(@"Microsoft\.Extensions\.Hosting", "src/EasyCron.Worker/", "src/EasyCron.Dashboard/", "src/EasyCron.BullMq.Hosting/")]
    public void A_name_stays_at_home(string name, params string[] homes)
    {
        var strays = Sources
            .Where(file => !homes.Any(home => file.Path.StartsWith(home, StringComparison.Ordinal)))
            .Where(file => Regex.IsMatch(file.Code, $@"\b({name})\b"));

        Assert.That(string.Join('\n', strays), Is.Empty, $"only {string.Join(" and ", homes)} may name {name}");
    }

    [Test]
    public void Cron_expressions_know_no_clock()
    {
        var strays = Sources
            .Where(file => file.Path.StartsWith("src/EasyCron.Cron/", StringComparison.Ordinal))
            .Where(file => Clock().IsMatch(file.Code));

        Assert.That(string.Join('\n', strays), Is.Empty);
    }

    [Test]
    public void Environment_variables_are_read_in_one_file()
    {
        var readers = Sources.Where(file => file.Code.Contains("GetEnvironmentVariable", StringComparison.Ordinal)).ToList();

        Assert.That(readers, Has.Count.LessThanOrEqualTo(1));
    }

    [Test]
    public void No_two_folders_of_a_project_need_one_another()
    {
        var needs = Sources
            .SelectMany(file => Using().Matches(file.Code), (file, match) => (From: NamespaceOf(file), To: match.Groups[1].Value))
            .Where(edge => edge.From != edge.To)
            .ToLookup(edge => edge.From, edge => edge.To);

        var circles = needs
            .SelectMany(from => from.Distinct(), (from, to) => (From: from.Key, To: to))
            .Where(edge => Reaches(needs, edge.To, edge.From, []));

        Assert.That(string.Join('\n', circles), Is.Empty);
    }

    private static bool Reaches(ILookup<string, string> needs, string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && needs[from].Any(next => Reaches(needs, next, to, seen)));

    private static string NamespaceOf(SourceFile file) => Namespace().Match(file.Code).Groups[1].Value;

    [GeneratedRegex(@"\b(TimeProvider|SystemClock|Stopwatch|DateTime\.UtcNow)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^using (EasyCron(?:\.\w+)*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
