namespace EasyCron.Worker.Http;

/// <summary>
/// Turns the end of a connection on which a request waits for its answer into an error. <see cref="SocketsHttpHandler"/> takes a plain end there for a stale connection and
/// sends the request again, up to three times; one attempt must be one request.
/// </summary>
/// <param name="inner">The connection, decrypted.</param>
internal sealed class SingleSendStream(Stream inner) : StreamFilter(inner)
{
    private volatile bool _awaitingAnswer;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await base.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            _awaitingAnswer = false;
        }
        else if (buffer.Length > 0 && _awaitingAnswer)
        {
            // A read of no length only waits for data and says nothing about the end; this one does.
            throw new UnansweredException();
        }

        return read;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _awaitingAnswer = true;
        return base.WriteAsync(buffer, cancellationToken);
    }
}
