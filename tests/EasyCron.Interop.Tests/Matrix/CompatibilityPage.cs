using System.Text;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>The part of <c>docs/compatibility.md</c> that is made from the table.</summary>
internal static class CompatibilityPage
{
    /// <summary>The line before that part.</summary>
    public const string Begin = "<!-- made by scripts/compatibility from here -->";

    /// <summary>The line after it.</summary>
    public const string End = "<!-- to here -->";

    private static readonly string[] Packages = ["bullmq", "bullmq5"];

    /// <summary>Replaces that part of a page.</summary>
    /// <exception cref="FormatException">The page has no such part.</exception>
    public static string Update(string page)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? page[..(begin + Begin.Length)] + "\n" + Render() + page[end..]
            : throw new FormatException($"The page lacks the lines {Begin} and {End}.");
    }

    private static string Render()
    {
        var page = new StringBuilder()
            .AppendLine("| who adds, who works | Node, .NET | .NET, Node | .NET, .NET | Node, .NET | .NET, Node | .NET, .NET |")
            .AppendLine("|---|---|---|---|---|---|---|")
            .AppendLine("| **mixed with BullMQ** | **6.7.0** | **6.7.0** | **6.7.0** | **5.81.5** | **5.81.5** | **5.81.5** |");
        var notes = new List<string>();
        foreach (var feature in Feature.All)
        {
            var cells = Packages.Select(package => feature.Differs?.GetValueOrDefault(package)).SelectMany(reason => Enumerable.Repeat(Cell(reason, notes), 3));
            page.AppendLine($"| {feature.Title} | {string.Join(" | ", cells)} |");
        }

        page.AppendLine();
        foreach (var (note, i) in notes.Select((note, i) => (note, i)))
        {
            page.AppendLine($"{i + 1}. {note}");
        }

        page.AppendLine().AppendLine("Not compared, because it is meant to differ:").AppendLine();
        foreach (var difference in KnownDifference.All)
        {
            page.AppendLine($"- {difference.Reason}");
        }

        return page.ToString();
    }

    private static string Cell(string? reason, List<string> notes)
    {
        if (reason is null)
        {
            return "same";
        }

        if (!notes.Contains(reason))
        {
            notes.Add(reason);
        }

        return $"differs ({notes.IndexOf(reason) + 1})";
    }
}
