using System.Text.RegularExpressions;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Notices;

/// <summary>
/// A text with <c>{{job.name}}</c> in it, as people write it in the app. It is filled in one pass: values are never read as templates, there are no loops, helpers
/// or lookups, and braces that close nothing are text. The result is plain text; whoever puts it into HTML escapes it.
/// </summary>
internal static partial class NoticeTemplate
{
    private const int LongestResult = 20_000;
    private const int MostWarnings = 10;

    /// <summary>Fills a template.</summary>
    /// <param name="column">The column it stands in, for warnings.</param>
    /// <param name="template">The text.</param>
    /// <param name="fields">The names it may use, and their values.</param>
    /// <param name="warnings">Takes one warning for each unknown name, which stands for nothing.</param>
    public static string Fill(string column, string template, IReadOnlyDictionary<string, string> fields, ICollection<FieldFault> warnings)
    {
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        var filled = Placeholder().Replace(template, match =>
        {
            var name = match.Groups[1].Value.Trim();
            if (fields.TryGetValue(name, out var value))
            {
                return value;
            }

            if (unknown.Count < MostWarnings && unknown.Add(name))
            {
                warnings.Add(new FieldFault(column, $"names {HttpToken.Quote(name)}, which is not known; nothing stands in its place"));
            }

            return "";
        });
        return MailText.Cut(filled, LongestResult);
    }

    // Three braces, which mean "as it is" elsewhere, mean the same as two. Without backtracking no text takes long.
    [GeneratedRegex(@"\{\{\{?([^{}]{0,200})\}\}\}?")]
    private static partial Regex Placeholder();
}
