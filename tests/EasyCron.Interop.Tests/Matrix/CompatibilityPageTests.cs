using EasyCron.Testing;

namespace EasyCron.Interop.Tests.Matrix;

public sealed class CompatibilityPageTests
{
    private static readonly string Page = Repository.File("docs/compatibility.md");

    /// <summary>Run by scripts/compatibility it writes the page; everywhere else it compares.</summary>
    [Test]
    public void The_page_shows_the_table_that_the_tests_play()
    {
        var page = File.ReadAllText(Page);
        var wanted = CompatibilityPage.Update(page);
        if (Environment.GetEnvironmentVariable("WRITE_COMPATIBILITY_PAGE") is { Length: > 0 })
        {
            File.WriteAllText(Page, wanted);
            return;
        }

        Assert.That(page, Is.EqualTo(wanted), "docs/compatibility.md is made by scripts/compatibility");
    }

    [Test]
    public void A_page_without_a_place_for_the_table_is_refused() =>
        Assert.That(() => CompatibilityPage.Update("# Compatibility"), Throws.TypeOf<FormatException>());
}
