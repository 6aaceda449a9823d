using EasyCron.Testing.Postgres;
using EasyCron.Testing.Redis;

// Run by ProcessReaperTests: starts servers as any test process does, says who they are, and waits to be killed.
await using var redis = await RedisServer.StartPrivateAsync();
await using var postgres = await PostgresServer.StartPrivateAsync();
Console.WriteLine($"servers {redis.ProcessId} {postgres.ProcessId}");
Console.Out.Flush();
if (args is ["wait"])
{
    await Task.Delay(Timeout.InfiniteTimeSpan);
}

// Like a test process whose shared servers nobody disposes.
Environment.Exit(0);
