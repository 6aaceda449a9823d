using EasyCron.Interop.Tests.Matrix;

/// <summary>Ends what all tests share.</summary>
[SetUpFixture]
public sealed class AssemblySetUp
{
    [OneTimeTearDown]
    public Task StopPeersAsync() => Peers.StopAsync();
}
