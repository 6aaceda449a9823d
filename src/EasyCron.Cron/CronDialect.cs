namespace EasyCron.Cron;

/// <summary>How many fields an expression must have.</summary>
public enum CronDialect
{
    /// <summary>Five fields, six with seconds first, or a shorthand such as <c>@daily</c>. The default.</summary>
    Strict,

    /// <summary>
    /// As <see cref="Strict"/>, and also fewer than five fields: what is missing on the left is filled with
    /// <c>0 * * * * *</c>, as cron-parser 5.10.3 does. So <c>8 * * *</c> is every minute of hour 8 and the empty text
    /// is every minute. For reading schedules that Node BullMQ has stored; a person who writes such a text has
    /// hardly meant it.
    /// </summary>
    BullMq,
}
