namespace EasyCron.Worker.Startup;

/// <summary>What the process answers to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped because it was told to.</summary>
    public const int Stopped = 0;

    /// <summary>A fault nobody foresaw.</summary>
    public const int Fault = 1;

    /// <summary>The command line is none of ours (EX_USAGE of sysexits.h).</summary>
    public const int BadUsage = 64;

    /// <summary>With <c>--check</c>: Redis or PostgreSQL cannot be reached (EX_UNAVAILABLE of sysexits.h).</summary>
    public const int Unavailable = 69;

    /// <summary>The settings, or the database they name, cannot be worked with; starting again changes nothing (EX_CONFIG of sysexits.h).</summary>
    public const int BadSettings = 78;
}
