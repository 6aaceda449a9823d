namespace EasyCron.BullMq.Hosting;

/// <summary>What all queues and workers of a host share.</summary>
public sealed class BullMqOptions
{
    /// <summary>The section of the configuration they are read from; its subsection <c>Workers</c> holds <see cref="WorkerOptions"/> by queue.</summary>
    public const string Section = "BullMq";

    /// <summary>Where Redis is: <c>redis://[:password@]host[:port][/database]</c>, or <c>rediss://</c> for TLS.</summary>
    /// <value>Default: <c>redis://127.0.0.1:6379</c>.</value>
    public string Url { get; set; } = "redis://127.0.0.1:6379";

    /// <summary>The key prefix of queues and workers that name none.</summary>
    /// <value>Default: <c>bull</c>.</value>
    public string Prefix { get; set; } = QueueName.DefaultPrefix;

    /// <summary>How long a command to Redis may take.</summary>
    /// <value>Default: 5 seconds. More than zero.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes what the address cannot say, such as a certificate authority.</summary>
    public Func<QueueConnectionOptions, QueueConnectionOptions>? Connection { get; set; }
}
