using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

/// <summary>Requests as a job would ask for them, for tests that care about one part only.</summary>
internal static class Requests
{
    public static AttemptContext Context { get; } =
        new("cjob1", "crun1", 2, new DateTimeOffset(2026, 3, 8, 9, 30, 0, 250, TimeSpan.FromHours(2)), "schedule");

    public static RequestSpecification To(string url, string method = "GET") => new() { Method = method, Url = url };

    public static OutgoingRequest Build(RequestSpecification specification, HttpSettings? settings = null, TimeProvider? clock = null)
    {
        bool built = new HttpRequestBuilder(settings ?? new HttpSettings(), clock ?? TimeProvider.System)
            .TryBuild(specification, Context, out var request, out var faults);
        Assert.That(built, Is.True, () => string.Join("; ", faults));
        return request!;
    }

    public static string Refuse(RequestSpecification specification, HttpSettings? settings = null)
    {
        bool built = new HttpRequestBuilder(settings ?? new HttpSettings(), TimeProvider.System)
            .TryBuild(specification, Context, out _, out var faults);
        Assert.That(built, Is.False, "the request was built");
        return string.Join("; ", faults);
    }

    public static string? Header(OutgoingRequest request, string name)
    {
        string[] values = [.. request.Headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
        return values.Length == 0 ? null : string.Join(", ", values);
    }
}
