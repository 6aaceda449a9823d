using EasyCron.BullMq.Inspection;

namespace EasyCron.BullMq.Tests.Inspection;

public sealed class PrometheusTextTests
{
    [Test]
    public void Counts_are_written_under_the_names_of_BullMQ_and_the_text_ends_with_a_line()
    {
        var text = PrometheusText.Write(
            "g2", new Dictionary<JobState, long> { [JobState.Waiting] = 1, [JobState.WaitingChildren] = 2 }, 10, 3, new Dictionary<string, string> { ["env"] = "x" });

        Assert.That(text, Is.EqualTo("""
            # HELP bullmq_job_count Number of jobs in the queue by state
            # TYPE bullmq_job_count gauge
            bullmq_job_count{queue="g2", state="waiting", env="x"} 1
            bullmq_job_count{queue="g2", state="waiting-children", env="x"} 2
            # HELP bullmq_job_completed_total Total number of completed jobs
            # TYPE bullmq_job_completed_total counter
            bullmq_job_completed_total{queue="g2", env="x"} 10
            # HELP bullmq_job_failed_total Total number of failed jobs
            # TYPE bullmq_job_failed_total counter
            bullmq_job_failed_total{queue="g2", env="x"} 3

            """));
    }

    [Test]
    public void Values_of_labels_are_escaped()
    {
        var text = PrometheusText.Write("q", new Dictionary<JobState, long>(), 0, 0, new Dictionary<string, string> { ["a"] = "back\\slash \"quote\" new\nline" });

        Assert.That(text, Does.Contain("""a="back\\slash \"quote\" new\nline"} 0"""));
    }

    [TestCase("")]
    [TestCase("9a")]
    [TestCase("a-b")]
    [TestCase("queue")]
    [TestCase("state")]
    public void Names_that_Prometheus_refuses_are_refused(string name)
    {
        Assert.That(() => PrometheusText.CheckLabel(name), Throws.ArgumentException);
    }
}
