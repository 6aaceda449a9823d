using System.Text.RegularExpressions;

namespace EasyCron.Architecture.Tests;

/// <summary>Files are small, named after what they hold, and finished.</summary>
public sealed partial class FileRuleTests
{
    private static IReadOnlyList<SourceFile> Product =>
        [.. SourceFile.In("src", "*.cs"), .. SourceFile.In("lua", "*.lua"), .. SourceFile.In("scripts", "*")];

    private static IReadOnlyList<SourceFile> AllCode => [.. SourceFile.In("src", "*.cs"), .. SourceFile.In("tests", "*.cs")];

    [Test]
    public void No_file_is_longer_than_300_lines()
    {
        var tooLong = Product.Where(file => file.Lines > 300).Select(file => $"{file}: {file.Lines}");

        Assert.That(string.Join('\n', tooLong), Is.Empty);
    }

    [Test]
    public void No_folder_file_or_type_is_named_after_nothing()
    {
        var nothings = AllCode
            .SelectMany(file => Declaration().Matches(file.Code).Select(match => match.Groups[1].Value).Concat(file.Path.Split('/', '.')))
            .Where(name => Nothing().IsMatch(name))
            .Distinct();

        Assert.That(string.Join('\n', nothings), Is.Empty);
    }

    [Test]
    public void A_namespace_is_that_of_the_folder_or_of_one_above_it()
    {
        // A library's public types lie in few namespaces, whatever the folders; extensions of the service collection lie where users look.
        var strays = AllCode
            .Where(file => Namespace().Match(file.Code) is { Success: true } match
                && !$"{NamespaceOf(file.Path)}.".StartsWith($"{match.Groups[1].Value}.", StringComparison.Ordinal)
                && match.Groups[1].Value != "Microsoft.Extensions.DependencyInjection");

        Assert.That(string.Join('\n', strays), Is.Empty);
    }

    [Test]
    public void Nothing_is_left_unfinished()
    {
        Assert.That(string.Join('\n', Hits(Unfinished())), Is.Empty);
    }

    [Test]
    public void No_path_of_somebody_s_machine_is_written_down()
    {
        Assert.That(string.Join('\n', Hits(MachinePath())), Is.Empty);
    }

    [Test]
    public void The_rules_are_given_files_to_look_at()
    {
        Assert.That(Product.Select(file => file.Path.Split('/')[0]).Distinct(), Is.EquivalentTo(new[] { "src", "lua", "scripts" }));
    }

    private static IEnumerable<string> Hits(Regex pattern) =>
        Product.SelectMany(file => pattern.Matches(file.Text), (file, match) => $"{file}: {match.Value}");

    // "src/EasyCron.Worker/Http/Sender.cs" holds namespace EasyCron.Worker.Http.
    private static string NamespaceOf(string path) => string.Join('.', path.Split('/')[1..^1]);

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:class\s+|struct\s+)?(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex("(Util|Utils|Utility|Utilities|Helper|Helpers|Manager|Managers|Misc|Common)$")]
    private static partial Regex Nothing();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"/(work|farm|home|root|Users|tmp)/\w+")]
    private static partial Regex MachinePath();
}
