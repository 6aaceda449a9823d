using System.Buffers.Binary;
using System.Net.Security;
using EasyCron.Testing.Network;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Servers that misuse HTTP/2, frame by frame (RFC 9113).</summary>
[Parallelizable(ParallelScope.All)]
public class HostileHttp2Tests
{
    private const byte Data = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte Continuation = 9;
    private const byte EndHeaders = 4;
    private const byte EndStream = 1;
    private const int PrefaceLength = 24;

    // ":status: 200" in HPACK's static table.
    private static readonly byte[] Status200 = [0x88];
    private static readonly TestCertificate Certificate = TestCertificate.Create();

    [Test]
    public async Task Fault30_a_stream_reset_before_the_answer_is_one_request()
    {
        var outcome = await SendAsync((stream, id) => WriteAsync(stream, ResetStream, 0, id, [0, 0, 0, 2]), expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase, outcome.Reason), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers, "HTTP/2 error 2 from the target")));
    }

    [Test]
    public async Task Fault30_going_away_with_an_error_is_one_request()
    {
        var outcome = await SendAsync(
            async (stream, id) =>
            {
                await WriteAsync(stream, GoAway, 0, 0, [.. BigEndian(id), 0, 0, 0, 1]);
                await stream.DisposeAsync();
            },
            expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers)), outcome.Reason);
    }

    [Test]
    public async Task A_request_the_server_says_it_has_not_looked_at_is_sent_again()
    {
        bool refused = false;
        var outcome = await SendAsync(
            async (stream, id) =>
            {
                if (!refused)
                {
                    refused = true;
                    await WriteAsync(stream, ResetStream, 0, id, [0, 0, 0, 7]); // REFUSED_STREAM: safe to repeat (RFC 9113, 8.7)
                    return;
                }

                await WriteAsync(stream, HeadersFrame, EndHeaders | EndStream, id, Status200);
            },
            expectedRequests: 2);

        Assert.That((outcome.End, outcome.StatusCode), Is.EqualTo((AttemptEnd.Answered, (int?)200)));
    }

    [Test]
    public async Task Fault30_a_stream_reset_within_the_body_keeps_the_status()
    {
        var outcome = await SendAsync(
            async (stream, id) =>
            {
                await WriteAsync(stream, HeadersFrame, EndHeaders, id, Status200);
                await WriteAsync(stream, Data, 0, id, [.. "abc"u8]);
                await WriteAsync(stream, ResetStream, 0, id, [0, 0, 0, 2]);
            },
            expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase, outcome.StatusCode), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Body, (int?)200)));
    }

    [Test]
    public async Task Fault30_an_end_without_a_word_is_one_request()
    {
        var outcome = await SendAsync((stream, _) => stream.DisposeAsync().AsTask(), expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers)), outcome.Reason);
    }

    [Test]
    public async Task Fault30_headers_continued_for_ever_are_broken_off()
    {
        var outcome = await SendAsync(
            async (stream, id) =>
            {
                // A literal header field without indexing: name "x", value of 100 bytes.
                byte[] field = [0, 1, (byte)'x', 100, .. Enumerable.Repeat((byte)'v', 100)];
                await WriteAsync(stream, HeadersFrame, 0, id, Status200);
                while (true)
                {
                    await WriteAsync(stream, Continuation, 0, id, [.. Enumerable.Repeat(field, 100).SelectMany(bytes => bytes)]);
                }
            },
            expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers)), outcome.Reason);
    }

    [Test]
    public async Task Fault30_frames_of_junk_are_a_broken_answer()
    {
        var outcome = await SendAsync(async (stream, _) => await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()), expectedRequests: 1);

        Assert.That((outcome.End, outcome.Phase), Is.EqualTo((AttemptEnd.AnswerBroken, AttemptPhase.Headers)), outcome.Reason);
    }

    [Test]
    public async Task Fault25_a_body_without_end_is_cut()
    {
        var outcome = await SendAsync(
            async (stream, id) =>
            {
                await WriteAsync(stream, HeadersFrame, EndHeaders, id, Status200);
                for (int i = 0; i < 3; i++)
                {
                    // Within the 64 KiB the client allows before it reads; more would only be refused.
                    await WriteAsync(stream, Data, 0, id, [.. Enumerable.Repeat((byte)'a', 16_384)]);
                }
            },
            expectedRequests: 1,
            new HttpSettings { LogMaxBytes = 1000 });

        Assert.That((outcome.End, outcome.BytesRead, outcome.Excerpt.ToString()), Is.EqualTo(
            (AttemptEnd.Answered, 1024L, $"{new string('a', 1000)}…[truncated, the rest was not read]")));
    }

    private static async Task<AttemptOutcome> SendAsync(Func<Stream, int, Task> answer, int expectedRequests, HttpSettings? settings = null)
    {
        int requests = 0;
        await using var target = RawTarget.Start(async (connection, end) =>
        {
            await using var stream = new SslStream(connection.Stream);
            var options = new SslServerAuthenticationOptions { ServerCertificate = Certificate.Server, ApplicationProtocols = [SslApplicationProtocol.Http2] };
            await stream.AuthenticateAsServerAsync(options, end);
            await stream.ReadExactlyAsync(new byte[PrefaceLength], end);
            await WriteAsync(stream, Settings, 0, 0, []);
            while (true)
            {
                (byte type, int id) = await ReadAsync(stream, end);
                if (type == HeadersFrame)
                {
                    requests++;
                    await answer(stream, id);
                }
            }
        });
        using var sender = new LoopbackSender(settings, Certificate.Authority);
        var outcome = await sender.SendAsync(target.Url.Replace("http:", "https:", StringComparison.Ordinal));
        Assert.That(requests, Is.EqualTo(expectedRequests), "requests that arrived");
        return outcome;
    }

    private static async Task WriteAsync(Stream stream, byte type, byte flags, int id, byte[] payload)
    {
        byte[] length = BigEndian(payload.Length);
        await stream.WriteAsync((byte[])[length[1], length[2], length[3], type, flags, .. BigEndian(id), .. payload]);
    }

    private static async Task<(byte Type, int Id)> ReadAsync(Stream stream, CancellationToken end)
    {
        var header = new byte[9];
        await stream.ReadExactlyAsync(header, end);
        await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]], end);
        return (header[3], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)));
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
