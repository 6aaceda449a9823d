using System.Collections.Concurrent;

namespace EasyCron.BullMq.Sample;

internal sealed record Mail(string To, string Text);

internal sealed record Receipt(DateTimeOffset SentAt);

internal sealed record Newsletter(IReadOnlyList<string> To, string Text);

/// <summary>Where mails go that a real app would hand to a mail server.</summary>
internal sealed class Outbox
{
    public ConcurrentQueue<Mail> Sent { get; } = new();
}

/// <summary>Each job gets a new one from a service scope of its own.</summary>
internal sealed class MailSender(Outbox outbox, TimeProvider clock) : IJobProcessor<Mail, Receipt>
{
    public ValueTask<Receipt> ProcessAsync(JobContext<Mail> job, CancellationToken cancellationToken)
    {
        outbox.Sent.Enqueue(job.Data ?? throw new UnrecoverableException("A mail without data cannot be sent."));
        return ValueTask.FromResult(new Receipt(clock.GetUtcNow()));
    }
}

/// <summary>Runs when all mails of a newsletter are sent, and knows what became of them.</summary>
internal sealed class NewsletterCloser : IJobProcessor<Newsletter, int>
{
    public async ValueTask<int> ProcessAsync(JobContext<Newsletter> job, CancellationToken cancellationToken) =>
        (await job.Children.ValuesAsync<Receipt>(cancellationToken)).Count;
}
