namespace EasyCron.BullMq;

/// <summary>A queue's name and the key prefix it lives under; together they give every key of the queue.</summary>
public sealed record QueueName
{
    /// <summary>BullMQ's default prefix.</summary>
    public const string DefaultPrefix = "bull";

    /// <summary>Creates the name.</summary>
    /// <param name="name">Not empty and without a colon, as BullMQ demands.</param>
    /// <param name="prefix">Used verbatim; <c>bull</c> unless told. On Redis Cluster it needs a hash tag, for example <c>{bull}</c>.</param>
    /// <exception cref="ArgumentException">The name is empty or contains a colon.</exception>
    public QueueName(string name, string prefix = DefaultPrefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (string.IsNullOrEmpty(name) || name.Contains(':'))
        {
            throw new ArgumentException($"A queue's name must not be empty and must not contain ':'; found \"{name}\".", nameof(name));
        }

        Name = name;
        Prefix = prefix;
    }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>The key prefix.</summary>
    public string Prefix { get; }

    /// <summary><c>prefix:name</c>, which flows store as the queue key.</summary>
    public string Qualified => Prefix + ":" + Name;

    /// <summary>The qualified name.</summary>
    public override string ToString() => Qualified;
}
