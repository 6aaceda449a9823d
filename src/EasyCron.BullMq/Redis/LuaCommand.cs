using System.Security.Cryptography;
using System.Text;

namespace EasyCron.BullMq.Redis;

/// <summary>One script: its name, its text as sent, and the hash Redis knows it by.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="text">The text as sent.</param>
/// <param name="isOfQueue">Whether it derives further keys of the queue from those it is given, so that all must lie in one slot of a cluster.</param>
internal sealed class LuaCommand(string name, string text, bool isOfQueue = false)
{
    public bool IsOfQueue { get; } = isOfQueue;

    public string Name { get; } = name;

    public string Text { get; } = text;

#pragma warning disable CA5350 // EVALSHA is defined on SHA-1; it identifies here and protects nothing.
    public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350

    /// <summary>Line <paramref name="number"/> of the text, counted from 1.</summary>
    public string? Line(int number)
    {
        var lines = Text.Split('\n');
        return number >= 1 && number <= lines.Length ? lines[number - 1].Trim() : null;
    }
}
