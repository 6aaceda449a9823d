namespace EasyCron.Worker.Settings;

/// <summary>One environment variable the worker reads: a row of the README's settings table.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Default">What holds when it is not set, as the table says it; "required" for one without which the worker does not start.</param>
/// <param name="Meaning">What it decides, with unit and allowed values.</param>
/// <param name="IsSecret">Whether its value is never printed.</param>
internal sealed record EnvironmentVariable(string Name, string Default, string Meaning, bool IsSecret = false);
