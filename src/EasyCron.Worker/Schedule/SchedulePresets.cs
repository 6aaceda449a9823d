using System.Collections.Frozen;

namespace EasyCron.Worker.Schedule;

/// <summary>The names that the app offers for common schedules, and the shorthands of cron, each as the fields it stands for.</summary>
internal static class SchedulePresets
{
    // Written without case, space, hyphen and underscore.
    private static readonly FrozenDictionary<string, string> Presets = new Dictionary<string, string>
    {
        ["everyminute"] = "* * * * *",
        ["minutely"] = "* * * * *",
        ["every5minutes"] = "*/5 * * * *",
        ["every10minutes"] = "*/10 * * * *",
        ["every15minutes"] = "*/15 * * * *",
        ["every30minutes"] = "*/30 * * * *",
        ["hourly"] = "0 * * * *",
        ["every2hours"] = "0 */2 * * *",
        ["every3hours"] = "0 */3 * * *",
        ["every6hours"] = "0 */6 * * *",
        ["every12hours"] = "0 */12 * * *",
        ["daily"] = "0 0 * * *",
        ["daily3am"] = "0 3 * * *",
        ["businesshours"] = "0 9-17 * * 1-5",
        ["weekdays"] = "0 9 * * 1-5",
        ["weekdays9am"] = "0 9 * * 1-5",
        ["weekly"] = "0 0 * * 0",
        ["monthly"] = "0 0 1 * *",
        ["yearly"] = "0 0 1 1 *",
        ["annually"] = "0 0 1 1 *",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Not the same as the presets of these names: @weekdays is midnight in every cron, the app's "weekdays" is nine o'clock.
    private static readonly FrozenDictionary<string, string> Shorthands = new Dictionary<string, string>
    {
        ["@secondly"] = "* * * * * *",
        ["@minutely"] = "* * * * *",
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@weekdays"] = "0 0 * * 1-5",
        ["@weekends"] = "0 0 * * 0,6",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names as the app writes them, for messages.</summary>
    public const string Known = "every-minute, every-5/10/15/30-minutes, hourly, every-2/3/6/12-hours, daily, daily-3am, business-hours, weekdays, weekly, monthly, yearly";

    private const int LongestName = 64;

    /// <summary>Finds a preset; case, spaces, hyphens and underscores do not matter.</summary>
    /// <param name="name">What the job's row says.</param>
    /// <returns>Cron fields; null where there is no such preset.</returns>
    public static string? Find(string name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        var plain = string.Concat(name.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '_'))).ToLowerInvariant();
        return Presets.GetValueOrDefault(plain) ?? Shorthands.GetValueOrDefault(plain);
    }

    /// <summary>
    /// Writes a shorthand out as fields, which every version of BullMQ reads; other texts are returned as they are.
    /// </summary>
    public static string WriteOut(string expression) => Shorthands.GetValueOrDefault(expression) ?? expression;
}
