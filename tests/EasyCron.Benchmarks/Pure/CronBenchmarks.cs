using BenchmarkDotNet.Attributes;
using EasyCron.Cron;
using NodaTime;

namespace EasyCron.Benchmarks.Pure;

/// <summary>Reading an expression and finding its next occurrence.</summary>
[MemoryDiagnoser]
public class CronBenchmarks
{
    private static readonly DateTimeZone Zone = CronTimeZone.Get("Europe/Berlin");
    private static readonly Instant From = Instant.FromUtc(2026, 3, 28, 23, 59);
    private CronExpression _expression = null!;

    /// <summary>An everyday one, one with steps and lists, and one whose next occurrence is years away.</summary>
    [Params("0 9 * * 1-5", "*/7 1,5-9 * 2-11/3 *", "0 0 29 2 1")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Read() => _expression = CronExpression.Parse(Text);

    [Benchmark]
    public CronExpression Parse() => CronExpression.Parse(Text);

    [Benchmark]
    public Instant? NextAfter() => _expression.NextAfter(From, Zone);
}
