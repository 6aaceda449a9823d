using System.Globalization;

namespace EasyCron.Benchmarks.Whole;

/// <summary>What the operating system counts for a process and all that it started.</summary>
public static class ProcessMeter
{
    // USER_HZ: the unit of /proc/PID/stat on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU, ended children included.</summary>
    public static double CpuSeconds(int processId) =>
        Fields(processId) is not { } own
            ? 0
            : (own[11..15].Sum() / TicksPerSecond) + Children(processId).Sum(CpuSeconds);

    /// <summary>Resident memory of the process itself in MB.</summary>
    public static double ResidentMegabytes(int processId) =>
        double.Parse(
            File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1000;

    /// <summary>Open files and sockets.</summary>
    public static int Handles(int processId) => Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length;

    private static List<int> Children(int processId) =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Fields(id) is { } fields && fields[1] == processId)
            .ToList();

    /// <summary>The numbers of stat from the third field (state, as 0) on; null where the process has gone.</summary>
    private static double[]? Fields(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(field => double.TryParse(field, NumberStyles.Any, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
