namespace EasyCron.Worker.Http;

/// <summary>No address of the target may be dialled. Its text names neither the addresses nor the network they lie in.</summary>
/// <param name="message">What was refused and what opens it.</param>
internal sealed class AddressRefusedException(string message) : IOException(message);
