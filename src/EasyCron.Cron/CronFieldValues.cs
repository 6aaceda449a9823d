namespace EasyCron.Cron;

/// <summary>What one parsed field selects.</summary>
/// <param name="Plain">The values themselves; Sunday is 0.</param>
/// <param name="IsWild">
/// The text was exactly <c>*</c> or <c>?</c>. Spelling decides, not meaning: <c>0-6</c> holds every weekday and is still a
/// restriction to cron-parser.
/// </param>
/// <param name="Last">Day of month: not empty for <c>L</c>. Day of week: the weekdays of which the month's last is meant.</param>
/// <param name="Nth">Day of week: <c>Plain</c> holds only in the month's n-th seven days, 1 to 5; 0 = in all of them.</param>
internal readonly record struct CronFieldValues(ValueSet Plain, bool IsWild = false, ValueSet Last = default, int Nth = 0);
