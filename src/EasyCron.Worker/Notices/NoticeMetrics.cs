using System.Diagnostics.Metrics;

namespace EasyCron.Worker.Notices;

/// <summary>What notices measure.</summary>
internal sealed class NoticeMetrics
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _deliveries;

    /// <summary>Makes the instruments.</summary>
    public NoticeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("EasyCron.Worker");
        _decisions = meter.CreateCounter<long>("easycron_notice_decisions_total", "{run}", "Ended runs by what the notice policy decided.");
        _deliveries = meter.CreateCounter<long>("easycron_notifications_total", "{notice}", "Tries to deliver a notice, by channel and result.");
    }

    /// <summary>Counts a decision.</summary>
    public void Decided(NoticeVerdict verdict) => _decisions.Add(1, new KeyValuePair<string, object?>("verdict", verdict switch
    {
        NoticeVerdict.Tell => "tell",
        NoticeVerdict.NotWanted => "not_wanted",
        NoticeVerdict.TooSoon => "too_soon",
        NoticeVerdict.EnoughToday => "enough_today",
        _ => "told_before",
    }));

    /// <summary>Counts a try to deliver.</summary>
    public void Delivered(NoticeChannel channel, string result) => _deliveries.Add(
        1, new KeyValuePair<string, object?>("channel", channel.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("result", result));
}
