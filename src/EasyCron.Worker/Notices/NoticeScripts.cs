using EasyCron.BullMq;

namespace EasyCron.Worker.Notices;

/// <summary>The texts embedded beside this file.</summary>
internal static class NoticeScripts
{
    /// <summary>Reads the Lua script <c>Notices/NAME.lua</c>.</summary>
    public static RedisScript Get(string name) => new(name, Read($"{name}.lua"));

    /// <summary>Reads <c>Notices/FILE</c>.</summary>
    public static string Read(string file)
    {
        using var stream = typeof(NoticeScripts).Assembly.GetManifestResourceStream($"Notices/{file}")
            ?? throw new InvalidOperationException($"Notices/{file} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
