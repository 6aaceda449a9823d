namespace EasyCron.Worker.Http;

/// <summary>The target took a request and closed the connection without a byte of an answer.</summary>
internal sealed class UnansweredException() : IOException("The connection was closed without an answer.");
