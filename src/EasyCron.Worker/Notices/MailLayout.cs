using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;

namespace EasyCron.Worker.Notices;

/// <summary>The layouts of mails, which are ours: what people wrote comes into them only as values, and as text. Compiled once.</summary>
internal static class MailLayout
{
    private static readonly Lazy<HandlebarsTemplate<object, object>> Frame = Html("frame");
    private static readonly Lazy<HandlebarsTemplate<object, object>> RunHtml = Html("run");
    private static readonly Lazy<HandlebarsTemplate<object, object>> RunText = Text("run");
    private static readonly Lazy<HandlebarsTemplate<object, object>> SummaryHtml = Html("summary");
    private static readonly Lazy<HandlebarsTemplate<object, object>> SummaryText = Text("summary");

    /// <summary>Lays a run out.</summary>
    public static (string Html, string Text) Of(RunPage page) => (Framed(page, RunHtml.Value(page)), RunText.Value(page));

    /// <summary>Lays a summary out.</summary>
    public static (string Html, string Text) Of(SummaryPage page) => (Framed(page, SummaryHtml.Value(page)), SummaryText.Value(page));

    private static string Framed(MailPage page, string content) =>
        Frame.Value(new Dictionary<string, string>
        {
            ["title"] = page.Title,
            ["state"] = page.State,
            ["color"] = page.Color,
            ["preview"] = page.Preview,
            ["footer"] = page.Footer,
            ["content"] = content,
        });

    private static Lazy<HandlebarsTemplate<object, object>> Html(string name) => Compile($"{name}.html.hbs", noEscape: false);

    private static Lazy<HandlebarsTemplate<object, object>> Text(string name) => Compile($"{name}.text.hbs", noEscape: true);

    // The layouts name properties, which only the text of a layout shows to be used.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(RunPage))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(Fact))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(AttemptNote))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(SummaryPage))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(SummaryLine))]
    private static Lazy<HandlebarsTemplate<object, object>> Compile(string file, bool noEscape) => new(() =>
    {
        var engine = Handlebars.Create(new HandlebarsConfiguration { NoEscape = noEscape, TextEncoder = new HtmlText() });
        return engine.Compile(NoticeScripts.Read(file));
    });
}
