namespace EasyCron.Worker.Http;

/// <summary>A value of the job row that cannot be used. It ends the run before anything is sent.</summary>
/// <param name="Field">The column, with the place inside it where that helps: <c>apiHeaders[2].value</c>.</param>
/// <param name="Message">What was found and what is allowed; never a secret value.</param>
internal sealed record FieldFault(string Field, string Message)
{
    /// <summary>One line for people: the field, then what is wrong with it.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
