namespace EasyCron.Storage;

/// <summary>What happens when a run is due while another run of the same job has not finished.</summary>
public enum ConcurrencyMode
{
    /// <summary>The new run does not take place.</summary>
    Skip,

    /// <summary>The new run waits; runs take place one at a time, in the order of their scheduled times.</summary>
    Queue,

    /// <summary>Both run.</summary>
    Allow,
}
