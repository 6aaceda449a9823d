using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>Reads the body of one answer: as much as the excerpt needs and not a byte more, whatever the target sends. What was read stays when reading fails.</summary>
/// <param name="response">The answer, headers read.</param>
/// <param name="maxBytes">The excerpt's limit, in bytes of UTF-8.</param>
/// <param name="mask">The secrets of the request.</param>
internal sealed class ResponseBody(HttpResponseMessage response, int maxBytes, SecretMask mask)
{
    private const int ChunkLength = 8 * 1024;

    // A compressed body may be a little larger than its content, never much; beyond this slack it is made to waste our time.
    private const int LayerSlack = 128 * 1024;

    // Short texts of much repetition compress far better than 100:1 and are no bombs.
    private const int RatioFloor = 64 * 1024;
    private const int MostRatio = 100;

    private readonly string? _contentType = First(response, "Content-Type");
    private readonly IReadOnlyList<string> _codings = ContentDecoding.Codings(Values(response, "Content-Encoding"));
    private readonly long? _declaredLength = response.Content.Headers.ContentLength; // read now: after a failure the excerpt is made of a disposed response
    private readonly ArrayBufferWriter<byte> _kept = new();
    private Encoding _encoding = Encoding.UTF8;
    private bool _binary;
    private bool _opened;
    private bool _complete;

    /// <summary>The bytes of the body taken from the connection, still compressed.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Reads until the body ends or enough is there. Fails as the connection or the decompression fails.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When enough was read.</returns>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols || !ContentDecoding.CanDecode(_codings))
        {
            return; // after 101 comes another protocol, and an unknown coding cannot be read
        }

        long most = Needed(4) + LayerSlack;
        await using var wire = new MeteredStream(await response.Content.ReadAsStreamAsync(cancellationToken), most);
        _opened = true;
        try
        {
            await using var body = await ContentDecoding.OpenAsync(wire, _codings, most, cancellationToken);
            await FillAsync(body, wire, ResponseText.SniffLength, cancellationToken);
            _encoding = ResponseText.EncodingOf(_contentType, _kept.WrittenSpan);
            _binary = ResponseText.IsBinary(_contentType, _kept.WrittenSpan);
            if (!_binary)
            {
                await FillAsync(body, wire, Needed(Width(_encoding)), cancellationToken);
            }
        }
        catch (BodyLimitException)
        {
            // Enough was read; the excerpt says that more was there.
        }
        finally
        {
            BytesRead = wire.BytesRead;
        }
    }

    /// <summary>Makes the excerpt of what was read so far.</summary>
    /// <returns>The excerpt, masked and cut.</returns>
    public ResponseExcerpt ToExcerpt()
    {
        if (!ContentDecoding.CanDecode(_codings))
        {
            return new ResponseExcerpt("[body not shown: its Content-Encoding is not gzip, br or deflate]");
        }

        if (_binary)
        {
            return new ResponseExcerpt($"[binary, {ResponseText.MediaType(_contentType) ?? "unknown type"}, {Size()}]");
        }

        string text = mask.Apply(ResponseText.Decode(_kept.WrittenSpan, _encoding));
        if (!_complete)
        {
            // The last characters may be the beginning of a secret whose end was not read.
            text = text[..^Math.Min(text.Length, mask.LongestForm)];
        }

        string fitting = ResponseText.Fit(text, maxBytes);
        bool whole = _complete && fitting.Length == text.Length;
        return whole || !_opened ? new ResponseExcerpt(fitting) : new ResponseExcerpt(fitting, Cut(fitting));
    }

    private ExcerptCut Cut(string kept)
    {
        long? total = _complete ? _kept.WrittenCount : _codings.Count == 0 ? _declaredLength : null;
        return total is { } length
            ? new ExcerptCut(Math.Max(1, length - _encoding.GetByteCount(kept)))
            : new ExcerptCut(null, Decompressing: _codings.Count > 0);
    }

    // Enough for the excerpt, and for a secret that begins in it and ends behind it.
    private long Needed(int bytesPerCharacter) => (bytesPerCharacter * (maxBytes + (4L * mask.LongestForm))) + 1;

    private static int Width(Encoding encoding) => encoding switch
    {
        UTF32Encoding => 4,
        UnicodeEncoding => 2,
        _ => 1,
    };

    private string Size() => (_complete ? _kept.WrittenCount : _declaredLength) is { } length
        ? string.Create(CultureInfo.InvariantCulture, $"{length} bytes")
        : "size unknown";

    private async Task FillAsync(Stream body, MeteredStream wire, long wanted, CancellationToken cancellationToken)
    {
        while (!_complete && _kept.WrittenCount < wanted)
        {
            int room = (int)Math.Min(ChunkLength, wanted - _kept.WrittenCount);
            int read = await body.ReadAsync(_kept.GetMemory(room)[..room], cancellationToken);
            _kept.Advance(read);
            _complete = read == 0;
            if (_codings.Count > 0 && _kept.WrittenCount > RatioFloor && _kept.WrittenCount > MostRatio * wire.BytesRead)
            {
                throw new BodyLimitException();
            }
        }
    }

    private static string? First(HttpResponseMessage response, string name) => Values(response, name).FirstOrDefault();

    // The typed properties parse, and throw for some of what targets send; these values are as they came.
    private static HeaderStringValues Values(HttpResponseMessage response, string name) =>
        response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values : default;
}
