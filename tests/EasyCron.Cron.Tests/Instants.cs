using NodaTime;
using NodaTime.Text;

namespace EasyCron.Cron.Tests;

/// <summary>Instants as tests write them.</summary>
internal static class Instants
{
    public static Instant Parse(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
