namespace EasyCron.Interop.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class TapFailuresTests
{
    [Test]
    public void Failed_tests_are_found_with_their_details_and_nothing_else()
    {
        string[] output =
        [
            "TAP version 13", "# Subtest: good", "ok 1 - good", "  ---", "  duration_ms: 1", "  ...",
            "# Subtest: bad", "not ok 2 - bad", "  ---", "  error: 'at most 100 lines'", "  ...",
            "# Subtest: later", "ok 3 - later", "1..3", "# fail 1",
        ];

        Assert.That(TapFailures.In(output), Is.EqualTo((string[])["not ok 2 - bad", "  ---", "  error: 'at most 100 lines'", "  ..."]));
    }
}
