using System.Net;
using EasyCron.BullMq.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EasyCron.BullMq;

/// <summary>
/// A connection to Redis that any number of queues and workers share. Commands go over one multiplexed socket; each worker and
/// event reader dials one more of its own for its blocking wait.
/// </summary>
/// <remarks>It connects when first used, keeps trying while Redis is away, and may be used from any thread.</remarks>
public sealed class QueueConnection : IAsyncDisposable
{
    private readonly ConfigurationOptions _configuration;

    /// <summary>Creates the connection without dialling yet.</summary>
    /// <param name="options">Where Redis is; the defaults mean a local server.</param>
    public QueueConnection(QueueConnectionOptions? options = null)
    {
        Options = options ?? new QueueConnectionOptions();
        _configuration = RedisConfiguration.From(Options);
        Link = new RedisLink(_configuration, Options, clientName: null);
        Lua = new LuaRunner(Link);
    }

    /// <summary>Creates the connection from an address such as <c>redis://localhost:6379</c>.</summary>
    /// <exception cref="FormatException">The address cannot be read.</exception>
    public QueueConnection(string url)
        : this(QueueConnectionOptions.Parse(url))
    {
    }

    private QueueConnection(IConnectionMultiplexer borrowed, QueueConnectionOptions options)
    {
        Options = options;
        _configuration = ConfigurationOptions.Parse(borrowed.Configuration);
        IsBorrowed = true;
        Link = new RedisLink(borrowed, options);
        Lua = new LuaRunner(Link);
    }

    /// <summary>The options it was made with.</summary>
    public QueueConnectionOptions Options { get; }

    /// <summary>Whether the shared socket is up at this moment.</summary>
    public bool IsConnected => Link.IsConnected;

    /// <summary>What the server answers to whatever it is asked at present, so that commands wait: <c>LOADING</c> after a restart. Null otherwise.</summary>
    public RedisRefusedException? Refusal => Link.Refusal;

    /// <summary>Whether a multiplexer of the caller's carries the commands, which may forbid what counts as administration.</summary>
    internal bool IsBorrowed { get; }

    internal RedisLink Link { get; }

    internal LuaRunner Lua { get; }

    internal TimeProvider Clock => Options.Clock;

    internal ILoggerFactory Logging => Options.Logging;

    /// <summary>
    /// Uses a multiplexer the caller owns for commands. It is never disposed here, and a dead one is not replaced: that stays
    /// the owner's business. Blocking waits still get sockets of their own, dialled with the same configuration.
    /// </summary>
    /// <param name="multiplexer">An open multiplexer.</param>
    /// <param name="options">Only timeouts, clock and logging are read.</param>
    public static QueueConnection Borrow(IConnectionMultiplexer multiplexer, QueueConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        return new QueueConnection(multiplexer, options ?? new QueueConnectionOptions());
    }

    /// <summary>Asks the server for an answer and returns how long it took.</summary>
    /// <exception cref="QueueUnavailableException">No answer came within <see cref="QueueConnectionOptions.CommandTimeout"/>.</exception>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        var started = Clock.GetTimestamp();
        await Link.ExecuteAsync("PING", [], cancellationToken).ConfigureAwait(false);
        return Clock.GetElapsedTime(started);
    }

    /// <summary>Runs a script of the caller's own.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its KEYS.</param>
    /// <param name="arguments">Its ARGV: texts, numbers or bytes.</param>
    /// <param name="cancellationToken">Cancels the wait; the script may have run.</param>
    /// <exception cref="QueueUnavailableException">Redis could not be reached or did not answer in time.</exception>
    /// <exception cref="RedisRefusedException">Redis or the script answered with an error.</exception>
    public async Task<RedisAnswer> RunAsync(
        RedisScript script, IReadOnlyList<string> keys, IReadOnlyList<object> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        var reply = await Lua.RunAsync(
            script.Command, [.. keys.Select(key => (RedisKey)key)], [.. arguments.Select(ToValue)], cancellationToken).ConfigureAwait(false);
        return new RedisAnswer(reply);
    }

    /// <summary>Closes the shared socket, unless it is borrowed. Queues and workers on it must have been closed before.</summary>
    public ValueTask DisposeAsync() => Link.DisposeAsync();

    private static RedisValue ToValue(object argument) => argument switch
    {
        byte[] bytes => bytes,
        string text => text,
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => argument.ToString() ?? "",
    };

    /// <summary>A socket for one reader's blocking commands on a key; dialled when first used.</summary>
    internal BlockingConnection OpenBlocking(string clientName, RedisKey key) => new(this, clientName, key);

    /// <summary>A link to one server of a cluster, or to the same servers as this connection where none is named.</summary>
    internal RedisLink OpenNode(EndPoint? node, string? clientName) => new(RedisConfiguration.At(_configuration, node), Options, clientName);

    /// <summary>Asks every server of a cluster, or the one there is.</summary>
    internal async Task<IReadOnlyList<RedisResult>> ExecuteOnEachNodeAsync(string command, object[] arguments, CancellationToken cancellationToken)
    {
        var answers = new List<RedisResult>();
        foreach (var node in await Link.NodesAsync(cancellationToken).ConfigureAwait(false))
        {
            answers.Add(await AdministerAsync(node, command, arguments, cancellationToken).ConfigureAwait(false));
        }

        return answers.Count > 0 ? answers : [await AdministerAsync(node: null, command, arguments, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Asks one server of a cluster, or the one there is, something that counts as administration.</summary>
    internal async Task<RedisResult> AdministerAsync(EndPoint? node, string command, object[] arguments, CancellationToken cancellationToken)
    {
        if (node is null && !IsBorrowed)
        {
            return await Link.ExecuteAsync(command, arguments, cancellationToken).ConfigureAwait(false);
        }

        var link = OpenNode(node, clientName: null);
        await using var closing = link.ConfigureAwait(false);
        return await link.ExecuteAsync(command, arguments, cancellationToken).ConfigureAwait(false);
    }
}
