// A web app with a queue, typed workers, a schedule and a flow. It wants a Redis at BullMq:Url (default redis://127.0.0.1:6379):
//   dotnet run --project samples/EasyCron.BullMq.Sample
//   curl localhost:5000/mails -H 'Content-Type: application/json' -d '{"to":"ann@example.org","text":"Hello"}'
//   curl localhost:5000/newsletters -H 'Content-Type: application/json' -d '{"to":["ann@example.org","bob@example.org"],"text":"News"}'
using EasyCron.BullMq;
using EasyCron.BullMq.Sample;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Outbox>().AddSingleton(TimeProvider.System);
builder.Services.AddBullMq()
    .AddQueue<Mail, Receipt>("mails")
    .AddQueue<Newsletter, int>("newsletters")
    .AddWorker<MailSender>("mails", options => options with { Concurrency = 10, JobTimeout = TimeSpan.FromSeconds(30) })
    .AddWorker<NewsletterCloser>("newsletters")
    .AddHealthCheck();
var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/outbox", (Outbox outbox) => outbox.Sent);

// A job: three tries, a second and then two apart; the same mail is not sent twice within a minute.
app.MapPost("/mails", async (Mail mail, Queue<Mail, Receipt> mails, CancellationToken cancellationToken) =>
{
    var added = await mails.AddAsync(
        "send", mail,
        new JobOptions { Attempts = 3, Backoff = Backoff.Exponential(TimeSpan.FromSeconds(1)), Deduplication = new Deduplication($"{mail.To}: {mail.Text}") { Ttl = TimeSpan.FromMinutes(1) } },
        cancellationToken);
    return Results.Accepted($"/mails/{added.Id}", added);
});
app.MapGet("/mails/{id}", async (string id, Queue<Mail, Receipt> mails, CancellationToken cancellationToken) =>
    await mails.GetJobAsync(id, cancellationToken) is { } job
        ? Results.Ok(new { job.Data, job.ReturnValue, State = await job.Untyped.StateAsync(cancellationToken) })
        : Results.NotFound());

// A flow: the newsletter is closed once all its mails are sent. It is added as a whole or not at all.
app.MapPost("/newsletters", async (Newsletter newsletter, FlowProducer flows, CancellationToken cancellationToken) =>
{
    var added = await flows.AddAsync(
        new FlowJob("close", "newsletters")
        {
            Data = newsletter,
            Children = [.. newsletter.To.Select(to => new FlowJob("send", "mails") { Data = new Mail(to, newsletter.Text) })],
        },
        cancellationToken);
    return Results.Accepted($"/newsletters/{added.Id}", added.Id);
});
app.MapGet("/newsletters/{id}", async (string id, Queue<Newsletter, int> newsletters, CancellationToken cancellationToken) =>
    (await newsletters.GetJobAsync(id, cancellationToken))?.ReturnValue);

await app.StartAsync();

// A schedule: however many instances of this app write it, it fires once an hour, the first time at once.
await app.Services.GetRequiredService<Queue<Mail, Receipt>>().Untyped.Schedulers.UpsertAsync(
    "hourly-report", JobSchedule.EveryInterval(TimeSpan.FromHours(1)),
    new JobTemplate { Name = "send", Data = new Mail("boss@example.org", "All is well") });
await app.WaitForShutdownAsync();
