namespace EasyCron.Worker.Http;

/// <summary>A stream has given as many bytes as are ever taken from it. Not a failure of the run: what was read is kept and the rest is not read.</summary>
internal sealed class BodyLimitException() : IOException("The limit of the response body is reached.");
