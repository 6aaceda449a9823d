namespace EasyCron.Storage;

/// <summary>
/// A moment in the life of the database: every transaction older than it had ended. Valid for the server it came from while that server lives;
/// not to be stored.
/// </summary>
/// <param name="Transaction">The oldest transaction that was still open (64 bits, with epoch).</param>
public readonly record struct JobWatermark(ulong Transaction);
