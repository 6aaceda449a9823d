// Usage: EasyCron.Interop.Peer REDIS_URL
// EasyCron.BullMq, asked over JSON lines. The Node peer (../EasyCron.Interop.Tests/node/peer.mjs) answers the same questions in the same
// words, so that a scenario can be played with either of them in any part. Every question names its queue by {prefix, queue}.
using EasyCron.Interop.Peer;
using EasyCron.Interop.Peer.Questions;

await using var client = new Client(args[0]);
await JsonLines.AnswerAsync(
    new QueueQuestions(client),
    new JobQuestions(client),
    new InspectionQuestions(client),
    new MaintenanceQuestions(client),
    new LimitQuestions(client),
    new SchedulerQuestions(client),
    new FlowQuestions(client),
    new WorkerQuestions(client),
    new WatchQuestions(client));
