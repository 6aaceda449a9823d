using System.Diagnostics;
using System.Globalization;
using EasyCron.BullMq;

namespace EasyCron.Benchmarks.Trials;

/// <summary>Measures a stretch of work: wall clock, this process' CPU and Redis' CPU, both as the operating system counts them.</summary>
public sealed class Meter
{
    private readonly QueueConnection _connection;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly double _redis;

    private Meter(QueueConnection connection, double redis)
    {
        _connection = connection;
        _redis = redis;
    }

    public static async Task<Meter> StartAsync(QueueConnection connection) => new(connection, await RedisCpuAsync(connection));

    /// <summary>Ends the stretch.</summary>
    /// <param name="jobs">How many jobs it took.</param>
    public async Task<Figures> StopAsync(int jobs)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var cpu = (Environment.CpuUsage.TotalTime - _cpu).TotalMicroseconds;
        var redis = (await RedisCpuAsync(_connection) - _redis) * 1e6;
        return new Figures
        {
            ["jobs/s"] = jobs / seconds,
            ["client CPU us/job"] = cpu / jobs,
            ["Redis CPU us/job"] = redis / jobs,
            ["resident MB"] = Environment.WorkingSet / 1e6,
        };
    }

    private static async Task<double> RedisCpuAsync(QueueConnection connection)
    {
        var answer = await connection.RunAsync(new RedisScript("cpu", "return redis.call('INFO', 'cpu')"), [], []);
        return (answer.Text ?? "").Split('\n')
            .Where(line => line.StartsWith("used_cpu_sys:", StringComparison.Ordinal) || line.StartsWith("used_cpu_user:", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), CultureInfo.InvariantCulture));
    }
}
