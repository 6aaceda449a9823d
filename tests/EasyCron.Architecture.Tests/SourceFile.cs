using System.Text.RegularExpressions;
using EasyCron.Testing;

namespace EasyCron.Architecture.Tests;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Text">What it holds.</param>
public sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>Gets the number of lines.</summary>
    public int Lines => Text.TrimEnd('\n').Split('\n').Length;

    /// <summary>Gets the text without C#'s line comments, in which any name may be mentioned.</summary>
    public string Code => LineComment().Replace(Text, "");

    /// <summary>Reads all files of a folder, without what builds and package managers put there.</summary>
    /// <param name="folder">The folder's path from the repository's root.</param>
    /// <param name="pattern">Which file names, with wildcards.</param>
    public static IReadOnlyList<SourceFile> In(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Repository.File(folder), pattern, SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "generated"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(Repository.File(path))))];

    /// <summary>Returns the path.</summary>
    public override string ToString() => Path;

    [GeneratedRegex("//.*$", RegexOptions.Multiline)]
    private static partial Regex LineComment();
}
