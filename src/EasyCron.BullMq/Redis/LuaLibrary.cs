using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace EasyCron.BullMq.Redis;

/// <summary>The embedded scripts by name, with their includes put in place.</summary>
internal static class LuaLibrary
{
    private const string IncludeMark = "--- @include \"";
    private static readonly Assembly Home = typeof(LuaLibrary).Assembly;
    private static readonly ConcurrentDictionary<string, LuaCommand> Loaded = new(StringComparer.Ordinal);

    /// <summary>The command stored in <c>lua/commands/NAME.lua</c>; the number in its name is how many KEYS it takes.</summary>
    public static LuaCommand Get(string name) => Loaded.GetOrAdd(name, static name => new LuaCommand(name, Resolve(name), isOfQueue: true));

    /// <summary>The names of all embedded commands.</summary>
    public static IEnumerable<string> Names => Home.GetManifestResourceNames()
        .Where(resource => resource.StartsWith("lua/commands/", StringComparison.Ordinal))
        .Select(resource => Path.GetFileNameWithoutExtension(resource));

    private static string Resolve(string name)
    {
        var text = new StringBuilder();
        Append($"lua/commands/{name}.lua", text, []);
        return text.ToString();
    }

    /// <summary>Depth first and each file once, so that a function stands before its first use.</summary>
    private static void Append(string resource, StringBuilder text, HashSet<string> seen)
    {
        if (!seen.Add(resource))
        {
            return;
        }

        using var stream = Home.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The Lua file {resource} is not embedded in {Home.GetName().Name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var trimmed = line.AsSpan().Trim();
            if (trimmed.StartsWith(IncludeMark, StringComparison.Ordinal))
            {
                var relative = trimmed[IncludeMark.Length..].TrimEnd('"').ToString();
                Append(Combine(resource, relative + ".lua"), text, seen);
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Combine(string resource, string relative)
    {
        var parts = resource.Split('/')[..^1].ToList();
        foreach (var part in relative.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
