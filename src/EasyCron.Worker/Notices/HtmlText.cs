using System.Text;
using HandlebarsDotNet;

namespace EasyCron.Worker.Notices;

/// <summary>Escapes what would be markup, in text and in attributes, and leaves every other character as it is: mails are UTF-8.</summary>
internal sealed class HtmlText : ITextEncoder
{
    /// <inheritdoc/>
    public IFormatProvider? FormatProvider { get; set; }

    /// <inheritdoc/>
    public void Encode(StringBuilder? text, TextWriter target)
    {
        foreach (var chunk in (text ?? new StringBuilder()).GetChunks())
        {
            Encode(chunk.ToString(), target);
        }
    }

    /// <inheritdoc/>
    public void Encode(string? text, TextWriter target) => Encode((text ?? "").GetEnumerator(), target);

    /// <inheritdoc/>
    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        while (text is not null && text.MoveNext())
        {
            switch (text.Current)
            {
                case '&':
                    target.Write("&amp;");
                    break;
                case '<':
                    target.Write("&lt;");
                    break;
                case '>':
                    target.Write("&gt;");
                    break;
                case '"':
                    target.Write("&quot;");
                    break;
                case '\'':
                    target.Write("&#39;");
                    break;
                default:
                    target.Write(text.Current);
                    break;
            }
        }
    }
}
