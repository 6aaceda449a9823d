namespace EasyCron.Worker.Startup;

/// <summary>What the process answers to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped because it was told to.</summary>
    public const int Stopped = 0;

    /// <summary>A fault nobody foresaw.</summary>
    public const int Fault = 1;

    /// <summary>The settings, or the database they name, cannot be worked with; starting again changes nothing (EX_CONFIG of sysexits.h).</summary>
    public const int BadSettings = 78;
}
