namespace EasyCron.Benchmarks;

/// <summary>What one trial measured: names with units, and their values.</summary>
public sealed class Figures : Dictionary<string, double>
{
    public Figures()
        : base(StringComparer.Ordinal)
    {
    }
}
