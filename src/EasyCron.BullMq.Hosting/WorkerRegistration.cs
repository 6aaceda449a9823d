namespace EasyCron.BullMq.Hosting;

/// <summary>A worker that the host shall run.</summary>
/// <param name="Queue">Its queue, which is also the name of its options and the key of its service.</param>
/// <param name="Configure">Has the last word on its options.</param>
internal sealed record WorkerRegistration(string Queue, Func<WorkerOptions, WorkerOptions>? Configure);

/// <summary>Makes a worker.</summary>
internal delegate Worker WorkerMaker(IServiceProvider provider, string queue, QueueConnection connection, WorkerOptions options);
