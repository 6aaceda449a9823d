namespace EasyCron.Cron;

/// <summary>A text that is not a cron expression; the message says which field and token is refused and what is allowed.</summary>
public sealed class CronFormatException : FormatException
{
    /// <summary>The value of <see cref="Field"/> where no single field is at fault.</summary>
    public const string WholeExpression = "expression";

    internal CronFormatException(string field, ReadOnlySpan<char> token, int position, string reason)
        : this(field, Excerpt.Of(token), position, reason)
    {
    }

    private CronFormatException(string field, string token, int position, string reason)
        : base($"Cron {field}: \"{token}\" {reason}")
    {
        Field = field;
        Token = token;
        Position = position;
    }

    /// <summary>
    /// The refused field: <c>second</c>, <c>minute</c>, <c>hour</c>, <c>day of month</c>, <c>month</c> or
    /// <c>day of week</c>; <see cref="WholeExpression"/> where the fault is not in one of them.
    /// </summary>
    public string Field { get; }

    /// <summary>The refused part as it was written, cut after 40 characters, with U+FFFD in place of invisible ones.</summary>
    public string Token { get; }

    /// <summary>Where <see cref="Token"/> begins in the text, counted in characters from 0.</summary>
    public int Position { get; }
}
