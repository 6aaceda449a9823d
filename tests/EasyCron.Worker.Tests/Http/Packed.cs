using System.IO.Compression;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Compresses bodies as targets do.</summary>
internal static class Packed
{
    /// <summary>Compresses with a coding; several, separated by commas, in turn. <c>raw deflate</c> is deflate without the zlib wrapping.</summary>
    public static byte[] With(string codings, byte[] content) => codings.Split(", ").Aggregate(content, (bytes, coding) => Once(coding, bytes));

    /// <summary>The name a coding has in Content-Encoding.</summary>
    public static string Name(string codings) => codings.Replace("raw ", "", StringComparison.Ordinal);

    private static byte[] Once(string coding, byte[] content)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "raw deflate" => new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packer.Write(content);
        }

        return packed.ToArray();
    }
}
