using EasyCron.BullMq;

namespace EasyCron.Worker.Schedule;

/// <summary>The Lua scripts of this folder.</summary>
internal static class ScheduleScripts
{
    /// <summary>Reads the script <c>Schedule/NAME.lua</c>.</summary>
    public static RedisScript Get(string name)
    {
        var home = typeof(ScheduleScripts).Assembly;
        using var stream = home.GetManifestResourceStream($"Schedule/{name}.lua") ?? throw new InvalidOperationException($"Schedule/{name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return new RedisScript(name, reader.ReadToEnd());
    }
}
