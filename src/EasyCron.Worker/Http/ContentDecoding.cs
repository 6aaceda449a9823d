using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace EasyCron.Worker.Http;

/// <summary>Takes the compression off a response body, one layer for each coding the target names, each layer metered.</summary>
internal static class ContentDecoding
{
    /// <summary>What we ask targets for.</summary>
    public const string Accepted = "gzip, br, deflate";

    // Nobody compresses three times; a target that does is not answered with work.
    private const int MostLayers = 2;

    /// <summary>Lists the codings of an answer in the order they were applied.</summary>
    /// <param name="headerValues">The values of Content-Encoding.</param>
    /// <returns>The codings in lower case, without identity.</returns>
    public static IReadOnlyList<string> Codings(IEnumerable<string> headerValues) =>
        [.. headerValues.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(coding => coding.ToLowerInvariant()).Where(coding => coding != "identity")];

    /// <summary>Says whether all codings can be undone.</summary>
    /// <param name="codings">The codings.</param>
    /// <returns>False for an unknown one and for more than two.</returns>
    public static bool CanDecode(IReadOnlyList<string> codings) =>
        codings.Count <= MostLayers && codings.All(coding => coding is "gzip" or "x-gzip" or "br" or "deflate");

    /// <summary>Opens the decoded body.</summary>
    /// <param name="body">The body as it arrives.</param>
    /// <param name="codings">The codings, all decodable.</param>
    /// <param name="layerLimit">The most bytes any layer may give.</param>
    /// <param name="cancellationToken">Ends the wait for the first bytes.</param>
    /// <returns>The decoded body; disposing it disposes <paramref name="body"/>.</returns>
    public static async Task<Stream> OpenAsync(Stream body, IReadOnlyList<string> codings, long layerLimit, CancellationToken cancellationToken)
    {
        var decoded = body;
        foreach (string coding in codings.Reverse())
        {
            var layer = coding switch
            {
                "br" => new BrotliStream(decoded, CompressionMode.Decompress),
                "deflate" => await DeflateAsync(decoded, cancellationToken),
                _ => new GZipStream(decoded, CompressionMode.Decompress),
            };
            decoded = new MeteredStream(layer, layerLimit);
        }

        return decoded;
    }

    // RFC 9110 means zlib by "deflate", but bare deflate is sent under that name too; the first two bytes tell them apart (RFC 1950, 2.2).
    private static async Task<Stream> DeflateAsync(Stream body, CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(body);
        var start = await reader.ReadAtLeastAsync(2, cancellationToken);
        bool zlib = IsZlib(start.Buffer);
        reader.AdvanceTo(start.Buffer.Start);
        var whole = reader.AsStream();
        return zlib ? new ZLibStream(whole, CompressionMode.Decompress) : new DeflateStream(whole, CompressionMode.Decompress);
    }

    private static bool IsZlib(ReadOnlySequence<byte> start)
    {
        if (start.Length < 2)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[2];
        start.Slice(0, 2).CopyTo(header);
        return (header[0] & 0x0f) == 8 && ((header[0] << 8) | header[1]) % 31 == 0;
    }
}
