using System.Globalization;
using System.Text;
using EasyCron.BullMq.Jobs;

namespace EasyCron.BullMq.Inspection;

/// <summary>A queue's counts in the Prometheus text format, under the names that BullMQ exports.</summary>
internal static class PrometheusText
{
    /// <param name="queue">The queue's name.</param>
    /// <param name="counts">Jobs by state.</param>
    /// <param name="completed">Completed jobs ever counted.</param>
    /// <param name="failed">Failed jobs ever counted.</param>
    /// <param name="labels">Further labels for every sample.</param>
    public static string Write(
        string queue, IReadOnlyDictionary<JobState, long> counts, long completed, long failed, IReadOnlyDictionary<string, string> labels)
    {
        var text = new StringBuilder();
        Head("bullmq_job_count", "gauge", "Number of jobs in the queue by state");
        foreach (var (state, count) in counts)
        {
            Sample("bullmq_job_count", count, ("state", JobStateNames.Word(state)));
        }

        Head("bullmq_job_completed_total", "counter", "Total number of completed jobs");
        Sample("bullmq_job_completed_total", completed, null);
        Head("bullmq_job_failed_total", "counter", "Total number of failed jobs");
        Sample("bullmq_job_failed_total", failed, null);
        return text.ToString();

        void Head(string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        void Sample(string name, long value, (string Name, string Value)? label)
        {
            text.Append(name).Append("{queue=\"").Append(Escape(queue)).Append('"');
            if (label is { } own)
            {
                text.Append(", ").Append(own.Name).Append("=\"").Append(Escape(own.Value)).Append('"');
            }

            foreach (var (labelName, labelValue) in labels)
            {
                text.Append(", ").Append(labelName).Append("=\"").Append(Escape(labelValue)).Append('"');
            }

            text.Append("} ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    /// <exception cref="ArgumentException">The name is not one that Prometheus allows, or is taken.</exception>
    public static void CheckLabel(string name)
    {
        var isSound = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isSound || name is "queue" or "state")
        {
            throw new ArgumentException($"The label is named \"{name}\"; allowed are letters, digits and _, no digit first, and neither queue nor state.", nameof(name));
        }
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
