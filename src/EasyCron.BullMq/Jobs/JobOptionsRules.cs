using System.Globalization;

namespace EasyCron.BullMq.Jobs;

/// <summary>The rules BullMQ's client holds options to before it sends anything.</summary>
internal static class JobOptionsRules
{
    public const int MaximumPriority = 2097151;

    /// <exception cref="ArgumentException">An option is outside its range or contradicts another; the message names both.</exception>
    public static void Check(JobOptions options, int dataBytes)
    {
        if (options.JobId is { Length: > 0 } id)
        {
            CheckId(id);
        }

        CheckPriority(options.Priority);

        if (options.Delay < TimeSpan.Zero)
        {
            throw Bad(nameof(JobOptions.Delay), options.Delay, "zero or more");
        }

        if (options.Attempts is < 0)
        {
            throw Bad(nameof(JobOptions.Attempts), options.Attempts, "zero or more");
        }

        if (options.Backoff is { } backoff && (backoff.Jitter is not (>= 0 and <= 1) || backoff.Delay < TimeSpan.Zero || string.IsNullOrEmpty(backoff.Type)))
        {
            throw Bad(nameof(JobOptions.Backoff), backoff, "a type, a delay of zero or more and a jitter from 0 to 1");
        }

        if (options.SizeLimit is { } limit && dataBytes > limit)
        {
            throw Bad(nameof(JobOptions.SizeLimit), $"{dataBytes} bytes of data", $"at most {limit} bytes");
        }

        if (options.Deduplication is { } deduplication)
        {
            if (string.IsNullOrEmpty(deduplication.Id))
            {
                throw Bad("Deduplication.Id", deduplication.Id, "a text that is not empty");
            }

            if (options.Parent is not null)
            {
                throw Bad(nameof(JobOptions.Deduplication), deduplication.Id, "no deduplication on a job that has a parent");
            }
        }
    }

    /// <exception cref="ArgumentException">The priority is outside its range.</exception>
    public static void CheckPriority(int priority)
    {
        if (priority is < 0 or > MaximumPriority)
        {
            throw Bad(nameof(JobOptions.Priority), priority, $"a whole number from 0 to {MaximumPriority}");
        }
    }

    private static void CheckId(string id)
    {
        if (id == "0" || id.StartsWith("0:", StringComparison.Ordinal))
        {
            throw Bad(nameof(JobOptions.JobId), id, "an id that is not 0 and does not start with 0:");
        }

        // It would collide with the ids that the queue counts out itself.
        if (long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == id)
        {
            throw Bad(nameof(JobOptions.JobId), id, "an id that is not a whole number");
        }

        if (id.Contains(':') && id.Count(c => c == ':') != 2)
        {
            throw Bad(nameof(JobOptions.JobId), id, "an id without a colon");
        }
    }

    private static ArgumentException Bad(string option, object? found, string allowed) =>
        new($"The job option {option} is {found ?? "null"}; allowed is {allowed}.", option);
}
