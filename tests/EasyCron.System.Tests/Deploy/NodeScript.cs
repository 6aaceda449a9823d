using System.Text.Json;
using EasyCron.Testing;
using EasyCron.Testing.Processes;

namespace EasyCron.System.Tests.Deploy;

/// <summary>The Node programs that these tests run beside the worker.</summary>
internal static class NodeScript
{
    private static readonly Lazy<Task<ProcessOutput>> Installed = new(() => ChildProcess.RunAsync(Repository.File("scripts/node-packages"), [], deadline: TimeSpan.FromMinutes(5)));

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Repository.File("tests/EasyCron.System.Tests/node");

    /// <summary>Installs what the lock file names, unless that was done.</summary>
    public static Task EnsureAsync() => Installed.Value;

    /// <summary>Runs a script and reads the JSON it prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, params IEnumerable<string> arguments)
    {
        await EnsureAsync();
        var output = await ChildProcess.RunAsync("node", [Path.Combine(Folder, script), .. arguments]);
        using var answer = JsonDocument.Parse(output.ToString());
        return answer.RootElement.Clone();
    }

    /// <summary>Reads the documents of a YAML file of the repository.</summary>
    public static Task<JsonElement> ReadYamlAsync(string path) => RunAsync("read-yaml.mjs", Repository.File(path));
}
