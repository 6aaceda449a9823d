using System.Text.Json;
using EasyCron.BullMq.Redis;
using FsCheck;
using FsCheck.Fluent;

namespace EasyCron.BullMq.Tests.Redis;

public sealed class MessagePackWriterTests
{
    [TestCase("null")]
    [TestCase("true")]
    [TestCase("127")]
    [TestCase("128")]
    [TestCase("-1")]
    [TestCase("2147483647")]
    [TestCase("1700000000000")]
    [TestCase("0.25")]
    [TestCase("\"é\\u0001🙂\"")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"a":[1,{"b":null}],"c":"x"}""")]
    public void Any_JSON_survives_the_way_there_and_back(string json)
    {
        using var document = JsonDocument.Parse(json);

        var back = MessagePackReader.ToJson(new MessagePackWriter().Write(document.RootElement).ToArray());

        using var result = JsonDocument.Parse(back);
        Assert.That(JsonElement.DeepEquals(result.RootElement, document.RootElement), back);
    }

    [Test]
    public void Texts_and_arrays_of_every_length_class_survive() =>
        Prop.ForAll(
            Gen.Elements(0, 1, 31, 32, 255, 256, 65535, 65536).ToArbitrary(),
            length =>
            {
                var text = new string('x', length);
                var back = MessagePackReader.ToJson(new MessagePackWriter().Array(2).Write(text).Write(length).ToArray());
                return JsonDocument.Parse(back).RootElement[0].GetString() == text;
            }).QuickCheckThrowOnFailure();

    [Test]
    public void Whole_numbers_of_every_size_survive() =>
        Prop.ForAll<long>(number =>
        {
            var back = JsonDocument.Parse(MessagePackReader.ToJson(new MessagePackWriter().Write(number).ToArray())).RootElement.GetDouble();
            return back == number;
        }).QuickCheckThrowOnFailure();
}
