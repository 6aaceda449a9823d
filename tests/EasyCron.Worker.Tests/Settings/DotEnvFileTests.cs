using EasyCron.Worker.Settings;

namespace EasyCron.Worker.Tests.Settings;

/// <summary>Every expected value is what Node's dotenv 17 reads from the same text.</summary>
public sealed class DotEnvFileTests
{
    [TestCase("A=1", "1")]
    [TestCase("  A = 1  ", "1")]
    [TestCase("export A=1", "1")]
    [TestCase("A: 1", "1")]
    [TestCase("A=", "")]
    [TestCase("A=one two", "one two")]
    [TestCase("A=postgresql://u:p@h:5432/d?schema=public", "postgresql://u:p@h:5432/d?schema=public")]
    [TestCase("A=x # comment", "x")]
    [TestCase("A=x#y", "x")]
    [TestCase("A='x#y'", "x#y")]
    [TestCase("A=\"x#y\" # comment", "x#y")]
    [TestCase("A=`it's \"so\"`", "it's \"so\"")]
    [TestCase("A='one\\ntwo'", "one\\ntwo")]
    [TestCase("A=\"one\\ntwo\"", "one\ntwo")]
    [TestCase("A=\"one\ntwo\"", "one\ntwo")]
    [TestCase("A=1\r\nB=2\r\n", "1")]
    [TestCase("A=1\nA=2", "2")]
    [TestCase("# A=0\n\nA=1", "1")]
    [TestCase("\uFEFFA=1", "1")]
    [TestCase("A=$HOME", "$HOME")]
    public void A_line_is_read_as_dotenv_reads_it(string text, string value) =>
        Assert.That(DotEnvFile.Parse(text).GetValueOrDefault("A"), Is.EqualTo(value));

    [TestCase("")]
    [TestCase("#A=1")]
    [TestCase("A")]
    [TestCase("=1")]
    [TestCase("A:1")]
    public void What_is_no_assignment_is_left_out(string text) => Assert.That(DotEnvFile.Parse(text), Is.Empty);

    [Test]
    public void Lines_after_a_quoted_value_of_several_lines_are_read() =>
        Assert.That(DotEnvFile.Parse("A='1\n2'\nB=3"), Is.EquivalentTo(new Dictionary<string, string> { ["A"] = "1\n2", ["B"] = "3" }));

    [Test]
    public void No_text_makes_it_throw_or_hang()
    {
        var random = new Random(7);
        const string Signs = "AB=:#'\"`\\ \t\n\rexport ";
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Signs[random.Next(Signs.Length)]));
            Assert.That(() => DotEnvFile.Parse(text), Throws.Nothing, text);
        }
    }
}
