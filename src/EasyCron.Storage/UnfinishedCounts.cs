namespace EasyCron.Storage;

/// <summary>How many runs have not ended.</summary>
/// <param name="Queued">Those that wait in line.</param>
/// <param name="Running">Those under way, a wait for the next attempt included.</param>
public sealed record UnfinishedCounts(long Queued, long Running);
