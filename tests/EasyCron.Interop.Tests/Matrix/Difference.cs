namespace EasyCron.Interop.Tests.Matrix;

/// <summary>Lines that one list has and the other has not.</summary>
internal static class Difference
{
    /// <summary>Answers "- line" for each that only the first has, "+ line" for each that only the second has.</summary>
    public static IReadOnlyList<string> Between(IReadOnlyList<string> expected, IReadOnlyList<string> actual) =>
    [
        .. Surplus(expected, actual).Select(line => "- " + line),
        .. Surplus(actual, expected).Select(line => "+ " + line),
    ];

    private static IEnumerable<string> Surplus(IReadOnlyList<string> of, IReadOnlyList<string> over)
    {
        var counts = over.CountBy(line => line).ToDictionary();
        foreach (var line in of)
        {
            var left = counts.GetValueOrDefault(line);
            counts[line] = left - 1;
            if (left <= 0)
            {
                yield return line;
            }
        }
    }
}
