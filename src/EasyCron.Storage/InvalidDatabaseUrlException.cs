namespace EasyCron.Storage;

/// <summary>The database's address cannot be used; the message names the variable, the value found with its secrets masked, and what is allowed.</summary>
/// <param name="message">The whole message, safe to print.</param>
public sealed class InvalidDatabaseUrlException(string message) : FormatException(message);
