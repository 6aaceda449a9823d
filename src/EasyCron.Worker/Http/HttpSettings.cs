namespace EasyCron.Worker.Http;

/// <summary>What the operator chooses for all outgoing requests.</summary>
internal sealed record HttpSettings
{
    /// <summary>Private targets that are opened on purpose (<c>EGRESS_ALLOW</c>).</summary>
    /// <value>None: only public addresses.</value>
    public EgressAllowList EgressAllow { get; init; } = EgressAllowList.None;

    /// <summary>The largest log of a run, in bytes of UTF-8, the mark of a cut aside (<c>LOG_MAX_BYTES</c>).</summary>
    /// <value>65,536. Positive.</value>
    public int LogMaxBytes { get; init; } = 65_536;

    /// <summary>Adds User-Agent, Idempotency-Key, EasyCron-* and traceparent (<c>SEND_EASYCRON_HEADERS</c>).</summary>
    /// <value>True.</value>
    public bool SendEasyCronHeaders { get; init; } = true;

    /// <summary>Signs requests as Standard Webhooks says (<c>SIGNING_SECRET</c>).</summary>
    /// <value>Null: requests are not signed.</value>
    public RequestSignature? Signature { get; init; }

    /// <summary>How long name resolution, connection and TLS handshake may take together.</summary>
    /// <value>10 s. Positive.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open to one origin at a time; a request beyond it waits, and its attempt's clock runs.</summary>
    /// <value>50, the default of the requests in flight, so that by default none waits here. Positive.</value>
    public int MaxConnectionsPerHost { get; init; } = 50;

    /// <summary>How long a connection serves before a new one is made, so that a change of DNS is noticed.</summary>
    /// <value>2 min. Positive.</value>
    public TimeSpan PooledConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an unused connection is kept.</summary>
    /// <value>4 s: below the 5 s after which a Node server closes its side, because a request that meets that moment fails.</value>
    public TimeSpan PooledConnectionIdleTimeout { get; init; } = TimeSpan.FromSeconds(4);
}
