namespace EasyCron.Interop.Tests;

/// <summary>Finds what failed in the output of <c>node --test</c>, which prints the Test Anything Protocol where it writes to no terminal.</summary>
internal static class TapFailures
{
    /// <summary>The lines of each failed test: its "not ok" line and the indented details below it.</summary>
    public static IEnumerable<string> In(IEnumerable<string> lines)
    {
        var inFailure = false;
        foreach (var line in lines)
        {
            var text = line.TrimStart();
            if (text.StartsWith("not ok ", StringComparison.Ordinal))
            {
                inFailure = true;
            }
            else if (text.StartsWith("ok ", StringComparison.Ordinal) || text.StartsWith('#') || text.StartsWith("1..", StringComparison.Ordinal))
            {
                inFailure = false;
            }

            if (inFailure)
            {
                yield return line;
            }
        }
    }
}
