using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace EasyCron.BullMq.Redis;

/// <summary>
/// Writes the part of MessagePack that the scripts' packed arguments need: nil, booleans, numbers, <c>str</c>, arrays and maps.
/// Redis' decoder refuses the <c>bin</c> and <c>ext</c> families, so they are not offered.
/// </summary>
internal sealed class MessagePackWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    [ThreadStatic]
    private static MessagePackWriter? _shared;

    /// <summary>An empty writer that belongs to the calling thread until its next call; take the bytes before any await.</summary>
    public static MessagePackWriter Shared()
    {
        var writer = _shared ??= new MessagePackWriter();
        writer._buffer.ResetWrittenCount();
        return writer;
    }

    /// <summary>What was written so far, as an array of its own.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public MessagePackWriter Nil() => Byte(0xc0);

    public MessagePackWriter Write(bool value) => Byte(value ? (byte)0xc3 : (byte)0xc2);

    public MessagePackWriter Write(long value)
    {
        if (value is >= 0 and <= 127)
        {
            return Byte((byte)value);
        }

        if (value is >= int.MinValue and <= int.MaxValue)
        {
            var four = _buffer.GetSpan(5);
            four[0] = 0xd2;
            BinaryPrimitives.WriteInt32BigEndian(four[1..], (int)value);
            _buffer.Advance(5);
            return this;
        }

        // Lua sees doubles in any case, and Node writes times as doubles too.
        return Write((double)value);
    }

    public MessagePackWriter Write(double value)
    {
        var span = _buffer.GetSpan(9);
        span[0] = 0xcb;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
        _buffer.Advance(9);
        return this;
    }

    public MessagePackWriter Write(string? value)
    {
        if (value is null)
        {
            return Nil();
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Header(length, 0xa0, 31, 0xd9, 0xda, 0xdb);
        var written = Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(written);
        return this;
    }

    /// <summary>Writes text that is UTF-8 already.</summary>
    public MessagePackWriter Write(ReadOnlySpan<byte> utf8)
    {
        Header(utf8.Length, 0xa0, 31, 0xd9, 0xda, 0xdb);
        _buffer.Write(utf8);
        return this;
    }

    public MessagePackWriter Array(int count) => Header(count, 0x90, 15, null, 0xdc, 0xdd);

    public MessagePackWriter Map(int count) => Header(count, 0x80, 15, null, 0xde, 0xdf);

    /// <summary>Writes any JSON value; object members and array items keep their order.</summary>
    public MessagePackWriter Write(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Map(json.GetPropertyCount());
                foreach (var member in json.EnumerateObject())
                {
                    Write(member.Name).Write(member.Value);
                }

                return this;
            case JsonValueKind.Array:
                Array(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    Write(item);
                }

                return this;
            case JsonValueKind.String:
                return Write(json.GetString());
            case JsonValueKind.Number:
                return json.TryGetInt64(out var whole) ? Write(whole) : Write(json.GetDouble());
            case JsonValueKind.True:
            case JsonValueKind.False:
                return Write(json.GetBoolean());
            default:
                return Nil();
        }
    }

    private MessagePackWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    private MessagePackWriter Header(int count, byte fix, int fixMaximum, byte? one, byte two, byte four)
    {
        var span = _buffer.GetSpan(5);
        if (count <= fixMaximum)
        {
            span[0] = (byte)(fix | count);
            _buffer.Advance(1);
        }
        else if (one is { } code && count <= byte.MaxValue)
        {
            span[0] = code;
            span[1] = (byte)count;
            _buffer.Advance(2);
        }
        else if (count <= ushort.MaxValue)
        {
            span[0] = two;
            BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)count);
            _buffer.Advance(3);
        }
        else
        {
            span[0] = four;
            BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)count);
            _buffer.Advance(5);
        }

        return this;
    }
}
