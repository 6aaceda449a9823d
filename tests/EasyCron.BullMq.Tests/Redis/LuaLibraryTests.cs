using EasyCron.BullMq.Redis;

namespace EasyCron.BullMq.Tests.Redis;

public sealed class LuaLibraryTests
{
    private static IEnumerable<string> Names() => LuaLibrary.Names;

    [TestCaseSource(nameof(Names))]
    public void Every_include_is_put_in_place_once(string name)
    {
        var text = LuaLibrary.Get(name).Text;

        Assert.That(text, Does.Not.Contain("@include"));
        var functions = text.Split('\n').Where(line => line.StartsWith("local function ", StringComparison.Ordinal)).ToList();
        Assert.That(functions, Is.Unique);
    }

    [Test]
    public void A_missing_script_is_named() =>
        Assert.That(() => LuaLibrary.Get("noSuchThing-1"), Throws.InvalidOperationException.With.Message.Contains("noSuchThing-1"));
}
