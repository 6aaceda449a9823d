using EasyCron.BullMq;

namespace EasyCron.Worker;

/// <summary>The worker's own Lua scripts, which lie beside what uses them.</summary>
internal static class EmbeddedScripts
{
    /// <summary>Reads a script.</summary>
    /// <param name="path">Folder and name, such as <c>Schedule/holdLease</c>.</param>
    public static RedisScript Get(string path)
    {
        using var stream = typeof(EmbeddedScripts).Assembly.GetManifestResourceStream($"{path}.lua") ?? throw new InvalidOperationException($"{path}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return new RedisScript(Path.GetFileName(path), reader.ReadToEnd());
    }
}
