namespace EasyCron.Interop.Tests.Matrix;

/// <summary>Who plays which part.</summary>
/// <param name="Adder">Who adds the jobs and steers the queue.</param>
/// <param name="Worker">Who runs them.</param>
public sealed record Cast(string Adder, string Worker)
{
    /// <summary>EasyCron's name in a cast.</summary>
    public const string DotNet = "dotnet";

    /// <summary>What everybody else is compared with: BullMQ alone.</summary>
    public static Cast Reference(string bullmq) => new(bullmq, bullmq);

    /// <summary>Everybody who is compared.</summary>
    public static IEnumerable<Cast> Mixed(string bullmq) => [new(bullmq, DotNet), new(DotNet, bullmq), new(DotNet, DotNet)];

    /// <inheritdoc/>
    public override string ToString() => $"{Runtime(Adder)}, {Runtime(Worker)}";

    private static string Runtime(string peer) => peer == DotNet ? ".NET" : "Node";
}
