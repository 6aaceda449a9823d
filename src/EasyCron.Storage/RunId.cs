using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EasyCron.Storage;

/// <summary>
/// The id of a run, computed from what the run is, so that an occurrence has one row whatever crashes or repeats.
/// It has the shape of the cuids that Prisma makes: <c>c</c>, 8 characters of time in base 36, 16 more in base 36. Ids sort by scheduled time.
/// </summary>
public static class RunId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int TimeLength = 8;
    private const int HashLength = 16;

    // 36^8 milliseconds after 1970: May 2059.
    private const long End = 2_821_109_907_456;

    /// <summary>The id of the run of a scheduled occurrence.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="trigger">Why it runs: <c>schedule</c>, <c>catchup</c> or <c>deploy</c>.</param>
    /// <param name="scheduledAt">The occurrence, counted in whole milliseconds; from 1970 to May 2059.</param>
    /// <exception cref="ArgumentOutOfRangeException">The instant is outside that range.</exception>
    public static string ForOccurrence(string jobId, string trigger, DateTimeOffset scheduledAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentException.ThrowIfNullOrEmpty(trigger);
        return Make(scheduledAt, [jobId, trigger, Milliseconds(scheduledAt)]);
    }

    /// <summary>The id of the run that one job of the queue asks for.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="trigger">Why it runs: <c>manual</c>.</param>
    /// <param name="queueJobId">The id of the job in the queue.</param>
    /// <param name="addedAt">When that was added (its timestamp), so that an id used again later is another run.</param>
    /// <exception cref="ArgumentOutOfRangeException">The instant is not from 1970 to May 2059.</exception>
    public static string ForRequest(string jobId, string trigger, string queueJobId, DateTimeOffset addedAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentException.ThrowIfNullOrEmpty(trigger);
        ArgumentException.ThrowIfNullOrEmpty(queueJobId);
        return Make(addedAt, [jobId, trigger, queueJobId, Milliseconds(addedAt)]);
    }

    /// <summary>Reads the scheduled time back out of an id.</summary>
    /// <param name="id">A run's id; also one that Prisma made, whose time is that of its making.</param>
    /// <returns>The instant, or null where the id does not have that shape.</returns>
    public static DateTimeOffset? ScheduledAt(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length <= TimeLength || id[0] != 'c')
        {
            return null;
        }

        var milliseconds = 0L;
        foreach (var c in id.AsSpan(1, TimeLength))
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            milliseconds = (milliseconds * Digits.Length) + digit;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    private static string Make(DateTimeOffset time, string[] parts)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(time));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(milliseconds, End, nameof(time));

        // Each part is preceded by its length, so that no two lists of parts give the same text.
        var text = string.Concat(parts.Select(part => $"{part.Length.ToString(CultureInfo.InvariantCulture)}:{part}"));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return $"c{Base36((ulong)milliseconds, TimeLength)}{Base36(BinaryPrimitives.ReadUInt128BigEndian(hash), HashLength)}";
    }

    // The lowest digits, so a number that needs more is cut.
    private static string Base36(UInt128 number, int length)
    {
        Span<char> text = stackalloc char[length];
        for (var at = length - 1; at >= 0; at--)
        {
            (number, var digit) = UInt128.DivRem(number, (UInt128)Digits.Length);
            text[at] = Digits[(int)digit];
        }

        return text.ToString();
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
