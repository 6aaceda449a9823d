using System.Text.RegularExpressions;

namespace EasyCron.Architecture.Tests;

/// <summary>Every Lua command keeps the contract of its header.</summary>
public sealed partial class LuaCommandTests
{
    private const string Good = """
        --[[
          Does something.

          KEYS[1]  wait   list
          KEYS[2]  the job

          ARGV[1]  "id" (ARGV[9] is no argument here)
        ]]
        local waitKey, jobKey = KEYS[1], KEYS[2]
        local jobId = ARGV[1] -- not KEYS[3]

        --- @include "../includes/one"
        --- @include "../includes/two"

        return two(jobId, "ARGV[1]")

        """;

    private static IReadOnlyList<SourceFile> Commands => SourceFile.In("lua/commands", "*.lua");

    private static IReadOnlyList<SourceFile> Includes => SourceFile.In("lua/includes", "*.lua");

    [Test]
    public void Headers_name_every_argument_once_and_the_code_uses_it()
    {
        var faults = Commands.SelectMany(file => LuaCommand.Faults(Path.GetFileName(file.Path), file.Text));

        Assert.That(string.Join('\n', faults), Is.Empty);
    }

    [Test]
    public void Every_include_exists_and_is_needed()
    {
        var wanted = Commands.Concat(Includes)
            .SelectMany(file => IncludeLine().Matches(file.Text), (_, match) => match.Groups[1].Value)
            .Distinct();

        Assert.That(wanted, Is.EquivalentTo(Includes.Select(file => Path.GetFileNameWithoutExtension(file.Path))));
    }

    [Test]
    public void A_command_in_order_has_no_faults()
    {
        Assert.That(LuaCommand.Faults("doSomething-2.lua", Good), Is.Empty);
    }

    [TestCase("doSomething.lua", "", "", "a command's file is called")]
    [TestCase("doSomething-3.lua", "", "", "the header has 2 KEYS, the name says 3")]
    [TestCase("doSomething-2.lua", "--[[", "-- [[", "does not begin with a header")]
    [TestCase("doSomething-2.lua", "  KEYS[2]  the job\n", "  KEYS[3]  the job\n", "not numbered")]
    [TestCase("doSomething-2.lua", "KEYS[1], KEYS[2]", "KEYS[1], 2", "KEYS[2] is in the header and not used")]
    [TestCase("doSomething-2.lua", "= ARGV[1]", "= ARGV[1] .. ARGV[2]", "ARGV[2] is used and not in the header")]
    [TestCase("doSomething-2.lua", "return two(jobId", "return two(ARGV[1]", "below the includes")]
    public void A_fault_is_found(string fileName, string part, string spoiled, string fault)
    {
        var text = part.Length == 0 ? Good : Good.Replace(part, spoiled, StringComparison.Ordinal);

        Assert.That(LuaCommand.Faults(fileName, text), Has.Some.Contains(fault));
    }

    [GeneratedRegex("^--- @include \"(?:\\.\\./includes/)?(\\w+)\"$", RegexOptions.Multiline)]
    private static partial Regex IncludeLine();
}
