using System.Text.Json;
using System.Text.Json.Nodes;
using EasyCron.Testing;

namespace EasyCron.Interop.Tests.Matrix;

/// <summary>A row of the table <c>features.json</c>: what is done with a queue, by roles that either runtime can play.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Title">What the feature is, for people.</param>
/// <param name="Steps">What is done in order: [role, question, parameters], or ["until", counts by state].</param>
/// <param name="Ends">How many jobs there are in each state at the end; states left out hold none.</param>
/// <param name="Random">Fields and events that are random by nature and not compared.</param>
/// <param name="InOrder">Whether the order in which jobs start is part of the feature.</param>
/// <param name="Differs">The packages of BullMQ with which the mixed casts differ from it alone, each with the reason.</param>
public sealed record Feature(
    string Name,
    string Title,
    IReadOnlyList<JsonArray> Steps,
    IReadOnlyDictionary<string, int> Ends,
    IReadOnlyList<string>? Random = null,
    bool InOrder = false,
    IReadOnlyDictionary<string, string>? Differs = null)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    /// <summary>The whole table.</summary>
    public static IReadOnlyList<Feature> All { get; } = JsonSerializer.Deserialize<List<Feature>>(
        File.ReadAllText(Repository.File("tests/EasyCron.Interop.Tests/Matrix/features.json")), Reading)
        ?? throw new FormatException("features.json is empty.");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
