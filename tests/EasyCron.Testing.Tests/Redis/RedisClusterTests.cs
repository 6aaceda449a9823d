using EasyCron.Testing.Redis;

namespace EasyCron.Testing.Tests.Redis;

public sealed class RedisClusterTests
{
    [Test]
    public async Task A_replica_takes_over_when_its_master_is_killed()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicasPerMaster: 1);
        var key = $"{RedisCluster.FreePrefix()}:key";
        var master = await cluster.MasterOfAsync(key);
        await master.ExecuteAsync("SET", key, "value");
        await master.ExecuteAsync("WAIT", "1", "10000");

        await master.KillAsync();

        var witness = cluster.Nodes.First(node => node != master);
        var successor = await Eventually.BecomesAsync(() => cluster.MasterOfAsync(key, witness), found => found != master);
        Assert.That(await successor.ExecuteAsync("GET", key), Is.EqualTo("value"));
    }
}
