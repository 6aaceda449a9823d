using EasyCron.Interop.Tests.Matrix;

namespace EasyCron.Interop.Tests;

/// <summary>Ends what all tests share.</summary>
[SetUpFixture]
public sealed class AssemblySetUp
{
    [OneTimeTearDown]
    public Task StopPeersAsync() => Peers.StopAsync();
}
