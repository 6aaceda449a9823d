using EasyCron.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace EasyCron.Testing.Tests.Logging;

public sealed partial class ListLoggerTests
{
    [Test]
    public void A_message_is_kept_with_its_values_and_its_exception()
    {
        var logger = new ListLogger<ListLoggerTests>();
        var failure = new InvalidOperationException("why");

        JobFailed(logger, "job-1", failure);

        var entry = logger.Entries.Single();
        Assert.That((entry.Level, entry.EventId.Id, entry.Message), Is.EqualTo((LogLevel.Warning, 7, "Job job-1 failed")));
        Assert.That(entry.Values["JobId"], Is.EqualTo("job-1"));
        Assert.That(entry.Exception, Is.SameAs(failure));
    }

    [Test]
    public void A_provider_keeps_what_all_its_loggers_are_told()
    {
        using var logs = new ListLoggerProvider();
        using var factory = logs.CreateFactory();

        JobFailed(factory.CreateLogger("one"), "a", null);
        JobFailed(factory.CreateLogger("two"), "b", null);

        Assert.That(logs.Entries.Select(entry => $"{entry.Category} {entry.Values["JobId"]}"), Is.EqualTo(new[] { "one a", "two b" }));
    }

    [LoggerMessage(7, LogLevel.Warning, "Job {JobId} failed")]
    private static partial void JobFailed(ILogger logger, string jobId, Exception? failure);
}
