using System.Globalization;
using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>What is kept of a response body: masked text that fits the limit, or a note that it is not text.</summary>
/// <param name="Text">The text, without the mark of a cut.</param>
/// <param name="Cut">What was left out; null when nothing was.</param>
internal sealed record ResponseExcerpt(string Text, ExcerptCut? Cut = null)
{
    /// <summary>The excerpt of no body.</summary>
    public static ResponseExcerpt Empty { get; } = new("");

    /// <summary>Writes the excerpt for a person, with something before it and the mark of a cut behind it.</summary>
    /// <param name="prefix">What stands before it.</param>
    /// <param name="maxBytes">The room for prefix and text, in bytes of UTF-8; the mark is not counted.</param>
    /// <returns>The text.</returns>
    public string Render(string prefix, int maxBytes)
    {
        string whole = prefix + Text;
        string fitting = ResponseText.Fit(whole, maxBytes);
        if (fitting.Length == whole.Length)
        {
            return whole + Cut;
        }

        long dropped = Encoding.UTF8.GetByteCount(whole.AsSpan(fitting.Length));
        return fitting + (Cut ?? new ExcerptCut(0)).And(dropped);
    }

    /// <summary>The text and the mark of a cut.</summary>
    public override string ToString() => Text + Cut;
}

/// <summary>Says what of a body is missing from its excerpt.</summary>
/// <param name="MoreBytes">How many bytes more the body has; null when that is not known because the rest was not read.</param>
/// <param name="Decompressing">Whether the limit was met while taking off a compression.</param>
internal sealed record ExcerptCut(long? MoreBytes, bool Decompressing = false)
{
    /// <summary>The same cut with more left out.</summary>
    /// <param name="bytes">How many bytes more.</param>
    /// <returns>The cut.</returns>
    public ExcerptCut And(long bytes) => this with { MoreBytes = MoreBytes + bytes };

    /// <summary>The mark, such as <c>…[truncated, 34464 more bytes]</c>.</summary>
    public override string ToString() => MoreBytes is { } more
        ? string.Create(CultureInfo.InvariantCulture, $"…[truncated, {more} more bytes]")
        : Decompressing ? "…[truncated, decompression limit reached, the rest was not read]" : "…[truncated, the rest was not read]";
}
