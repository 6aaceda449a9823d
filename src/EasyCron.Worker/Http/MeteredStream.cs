namespace EasyCron.Worker.Http;

/// <summary>Counts what is read from a stream and stops at a limit, so that neither an endless body nor an endless layer of compression is ever followed.</summary>
/// <param name="inner">The stream; disposed with this one.</param>
/// <param name="limit">The most bytes given before <see cref="BodyLimitException"/>.</param>
internal sealed class MeteredStream(Stream inner, long limit) : StreamFilter(inner)
{
    /// <summary>The bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long left = limit - BytesRead;
        if (left <= 0)
        {
            throw new BodyLimitException();
        }

        int read = await base.ReadAsync(buffer.Length > left ? buffer[..(int)left] : buffer, cancellationToken);
        BytesRead += read;
        return read;
    }
}
