using System.Reflection;

namespace EasyCron.Worker;

/// <summary>The product's version as people see it: in User-Agent, at start-up, as the default deployment id.</summary>
internal static class ProductVersion
{
    /// <summary>The version without build metadata, such as <c>1.0.0</c>.</summary>
    public static string Current { get; } = Read();

    private static string Read()
    {
        var assembly = typeof(ProductVersion).Assembly;
        string? informational = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        string version = informational ?? assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        int metadata = version.IndexOf('+', StringComparison.Ordinal);
        return metadata < 0 ? version : version[..metadata];
    }
}
