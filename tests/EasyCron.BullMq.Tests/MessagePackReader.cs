using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace EasyCron.BullMq.Tests;

/// <summary>Reads what the writer wrote, by the specification's own table, as JSON for easy comparison.</summary>
internal sealed class MessagePackReader(byte[] bytes)
{
    private int _at;

    public static string ToJson(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        var node = reader.Read();
        Assert.That(reader._at, Is.EqualTo(bytes.Length), "bytes are left over");
        return node?.ToJsonString() ?? "null";
    }

    private JsonNode? Read()
    {
        var code = bytes[_at++];
        return code switch
        {
            <= 0x7f => (long)code,
            <= 0x8f => Map(code & 0x0f),
            <= 0x9f => Items(code & 0x0f),
            <= 0xbf => Text(code & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xcb => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            0xd2 => (long)BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd9 => Text(bytes[_at++]),
            0xda => Text(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xdb => Text((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            0xdc => Items(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xde => Map(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            _ => throw new FormatException($"Redis' decoder does not take code 0x{code:x2}."),
        };
    }

    private JsonObject Map(int count)
    {
        var map = new JsonObject();
        for (var i = 0; i < count; i++)
        {
            map[Read()!.GetValue<string>()] = Read();
        }

        return map;
    }

    private JsonArray Items(int count)
    {
        var items = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            items.Add(Read());
        }

        return items;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private ReadOnlySpan<byte> Take(int count)
    {
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
