namespace EasyCron.Worker.Runs;

/// <summary>
/// Is told what became of an occurrence: after that is stored and before the queue forgets the request. A worker that dies in between leaves the request in the
/// queue, whose redelivery tells it again, so nothing is ever missed; hence the same may be told more than once, and it is the observer's business to
/// recognise a run it knows (by its id). Told are runs ended by their last attempt and runs that nobody could go on with (their worker lost) alike; not told are runs whose
/// row the app has deleted. A store that is away (<see cref="TransientFault"/>) postpones the request, and all is told again; any other exception is logged as the defect it is, and passed
/// over. So a notice that must not be lost is put into a queue here, and sent elsewhere.
/// </summary>
internal interface IRunObserver
{
    /// <summary>A run has ended, well or badly, after its last attempt. Its row is written; its queue job has not ended yet.</summary>
    Task EndedAsync(EndedRun run, CancellationToken cancellationToken);

    /// <summary>An occurrence was not run. It has no row.</summary>
    Task SkippedAsync(SkippedRun skipped, CancellationToken cancellationToken);
}
