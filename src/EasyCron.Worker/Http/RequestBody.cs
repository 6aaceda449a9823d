using System.Text;

namespace EasyCron.Worker.Http;

/// <summary>What a request carries, and the media type it has unless the user names another.</summary>
/// <param name="Bytes">The bytes, UTF-8.</param>
/// <param name="ContentType">The default Content-Type.</param>
internal sealed record RequestBody(byte[] Bytes, string ContentType)
{
    /// <summary>Reads <c>apiBody</c> by <c>apiBodyType</c>: json is sent as written, form is encoded, raw is sent as written.</summary>
    /// <param name="text">The body; null or empty for none.</param>
    /// <param name="type">The body type: json, form or raw, in any case.</param>
    /// <param name="faults">Takes the fault when the type is unknown or the form cannot be encoded.</param>
    /// <returns>The body; null when there is none or it is at fault.</returns>
    public static RequestBody? Read(string? text, string type, ICollection<FieldFault> faults)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        switch (type.Trim().ToLowerInvariant())
        {
            case "json":
                return new RequestBody(Encoding.UTF8.GetBytes(text), "application/json");
            case "form":
                return new RequestBody(Encoding.UTF8.GetBytes(FormBody.Encode(text, faults)), "application/x-www-form-urlencoded");
            case "raw":
                return new RequestBody(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");
            default:
                faults.Add(new FieldFault("apiBodyType", $"is {HttpToken.Quote(type)}; json, form and raw are allowed"));
                return null;
        }
    }
}
