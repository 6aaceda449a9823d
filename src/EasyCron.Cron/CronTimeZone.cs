using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace EasyCron.Cron;

/// <summary>Finds time zones by the names that BullMQ accepts in a schedule.</summary>
/// <remarks>
/// Accepted are all IANA ids and aliases of NodaTime's zone data in any case (<c>europe/kiev</c>), <c>UTC</c>, and fixed
/// offsets of the form <c>UTC+2</c>, <c>UTC-03</c>, <c>UTC+05:30</c>. Refused are the empty text, a bare offset
/// (<c>+02:00</c>), and everything unknown: a wrong zone must be seen, not run in UTC.
/// </remarks>
public static class CronTimeZone
{
    private const string UtcPrefix = "UTC";
    private const int MaxOffsetMinutes = 18 * 60; // NodaTime's own limit

    // The exact spelling of every id, because NodaTime looks ids up by exact case.
    private static readonly FrozenDictionary<string, string> SpellingOfId =
        DateTimeZoneProviders.Tzdb.Ids.ToFrozenDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a time zone.</summary>
    /// <param name="id">The name of the zone.</param>
    /// <returns>The zone. Its <c>Id</c> is the name in IANA's spelling; an alias keeps its own name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such zone; the message says what is allowed.</exception>
    public static DateTimeZone Get(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryGet(id, out var zone) ? zone : throw new DateTimeZoneNotFoundException(
            $"Time zone: \"{Excerpt.Of(id)}\" is not known; allowed are IANA names such as Europe/Berlin, UTC, and fixed offsets such as UTC+2 or UTC-03:30");
    }

    /// <summary>Finds a time zone without throwing.</summary>
    /// <param name="id">The name of the zone.</param>
    /// <param name="zone">The zone, as <see cref="Get"/> answers it; null when there is none of that name.</param>
    public static bool TryGet([NotNullWhen(true)] string? id, [NotNullWhen(true)] out DateTimeZone? zone)
    {
        zone = null;
        if (id is null)
        {
            return false;
        }

        zone = SpellingOfId.TryGetValue(id, out var spelling) ? DateTimeZoneProviders.Tzdb[spelling] : FixedOffset(id);
        return zone is not null;
    }

    /// <summary>Reads <c>UTC</c>, a sign, one or two digits of hours and perhaps a colon and two digits of minutes.</summary>
    private static DateTimeZone? FixedOffset(ReadOnlySpan<char> id)
    {
        if (!id.StartsWith(UtcPrefix, StringComparison.OrdinalIgnoreCase) || id[UtcPrefix.Length..] is not ['+' or '-', .. var offset])
        {
            return null;
        }

        var colon = offset.IndexOf(':');
        var hours = colon < 0 ? offset : offset[..colon];
        var minutes = colon < 0 ? "00" : offset[(colon + 1)..];
        if (hours.Length is not (1 or 2) || minutes.Length != 2 || hours.ContainsAnyExceptInRange('0', '9') || minutes.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var minutesPastHour = int.Parse(minutes, CultureInfo.InvariantCulture);
        var totalMinutes = (int.Parse(hours, CultureInfo.InvariantCulture) * 60) + minutesPastHour;
        if (minutesPastHour >= 60 || totalMinutes > MaxOffsetMinutes)
        {
            return null;
        }

        return DateTimeZone.ForOffset(Offset.FromSeconds((id[UtcPrefix.Length] == '-' ? -totalMinutes : totalMinutes) * 60));
    }
}
