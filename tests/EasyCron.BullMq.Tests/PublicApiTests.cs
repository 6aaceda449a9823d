using EasyCron.Testing;

namespace EasyCron.BullMq.Tests;

/// <summary>What users of the library can name is a text that changes only where somebody meant it to.</summary>
public sealed class PublicApiTests
{
    private const string Approved = "src/EasyCron.BullMq/PublicApi.approved.txt";

    [Test]
    public void The_public_surface_is_the_approved_one()
    {
        var found = PublicApi.Of(typeof(Queue).Assembly);
        var approved = File.ReadAllText(Repository.File(Approved));
        if (found != approved)
        {
            var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
            File.WriteAllText(received, found);
            Assert.Fail(
                $"The public surface differs from {Approved}; copy {received} over it where that is meant."
                + $"\nNew: {Difference(found, approved)}\nGone: {Difference(approved, found)}");
        }
    }

    private static string Difference(string one, string other) => string.Join('\n', one.Split('\n').Except(other.Split('\n')));
}
