namespace EasyCron.Testing.Processes;

/// <summary>The descendants of a process, as the system's process table shows them.</summary>
internal static class ProcessTree
{
    /// <summary>Lists a process and all its descendants, parents before children.</summary>
    public static IReadOnlyList<int> Of(int processId)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id != 0)
            .ToLookup(ParentOf);
        List<int> family = [processId];
        for (var next = 0; next < family.Count; next++)
        {
            family.AddRange(parents[family[next]]);
        }

        return family;
    }

    private static int ParentOf(int processId)
    {
        try
        {
            // "pid (name) state parent ...", and the name may hold blanks and brackets.
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended since the listing.
            return -1;
        }
    }
}
