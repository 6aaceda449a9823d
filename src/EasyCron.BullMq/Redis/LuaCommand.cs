using System.Security.Cryptography;
using System.Text;

namespace EasyCron.BullMq.Redis;

/// <summary>One script: its name, its text as sent, and the hash Redis knows it by.</summary>
internal sealed class LuaCommand(string name, string text)
{
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
