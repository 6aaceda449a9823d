namespace EasyCron.Cron;

/// <summary>Names that stand for a whole expression: lower case, alone, nothing around them.</summary>
internal static class CronShorthand
{
    public const string Known = "@yearly, @annually, @monthly, @weekly, @daily, @hourly, @minutely, @secondly, @weekdays, @weekends";

    /// <summary>The fields a shorthand stands for, or null when there is no such shorthand.</summary>
    public static string? Expand(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        "@minutely" => "* * * * *",
        "@secondly" => "* * * * * *",
        "@weekdays" => "0 0 * * 1-5",
        "@weekends" => "0 0 * * 0,6",
        _ => null,
    };
}
