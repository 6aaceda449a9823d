using BenchmarkDotNet.Attributes;
using EasyCron.BullMq;
using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Redis;

namespace EasyCron.Benchmarks.Pure;

/// <summary>What every call to Redis is made of: keys and packed arguments.</summary>
[MemoryDiagnoser]
public class ArgumentBenchmarks
{
    private readonly JobOptions _plain = new();
    private readonly JobOptions _full = new()
    {
        Attempts = 5,
        Backoff = Backoff.Exponential(TimeSpan.FromSeconds(1), jitter: 0.5),
        Delay = TimeSpan.FromSeconds(3),
        RemoveOnComplete = JobRetention.Keep(100),
    };

    private readonly QueueKeys _keys = new(new QueueName("jobs", "bull"));

    [Benchmark]
    public byte[] PackPlainOptions() => JobOptionsPacker.Pack(_plain);

    [Benchmark]
    public byte[] PackFullOptions() => JobOptionsPacker.Pack(_full);

    [Benchmark]
    public object JobKey() => _keys.Job("1234567");
}
