using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class KeyValueFieldTests
{
    [TestCase(null, "")]
    [TestCase("", "")]
    [TestCase("null", "")]
    [TestCase("[]", "")]
    [TestCase("{}", "")]
    [TestCase("\"\"", "")]
    [TestCase("""[{"key":"b","value":"2"},{"key":"a","value":"1"}]""", "b=2|a=1", Description = "order is kept")]
    [TestCase("""[{"key":"a","value":"1"},{"key":"a","value":"2"}]""", "a=1|a=2")]
    [TestCase("""[{"key":"a","value":"1","enabled":false},{"key":"b","value":"2","enabled":true}]""", "b=2")]
    [TestCase("""[{"key":"a","value":"1","enabled":"false"},{"key":"b","value":"2","enabled":null}]""", "b=2")]
    [TestCase("""[{"name":"a","value":"1"}]""", "a=1")]
    [TestCase("""[{"key":"a","value":1.50},{"key":"b","value":true},{"key":"c","value":null},{"key":"d"}]""", "a=1.50|b=true|c=|d=")]
    [TestCase("""[{"key":"","value":""},{"value":""},null,{}]""", "", Description = "rows left blank in the form")]
    [TestCase("""{"a":"1","b":2}""", "a=1|b=2")]
    [TestCase("""[{"key":" a ","value":" 1 "}]""", "a= 1 ")]
    public void D16_rows_that_have_a_meaning_are_read(string? json, string expected)
    {
        var faults = new List<FieldFault>();

        var rows = KeyValueField.ReadColumn("apiHeaders", json, faults);

        Assert.Multiple(() =>
        {
            Assert.That(faults, Is.Empty);
            Assert.That(string.Join('|', rows.Select(row => $"{row.Key}={row.Value}")), Is.EqualTo(expected));
        });
    }

    [TestCase("[", "apiHeaders")]
    [TestCase("nonsense", "apiHeaders")]
    [TestCase("5", "apiHeaders")]
    [TestCase("true", "apiHeaders")]
    [TestCase("\"a=b\"", "apiHeaders")]
    [TestCase("[1]", "apiHeaders[0]")]
    [TestCase("""[{"key":"ok","value":""},[]]""", "apiHeaders[1]")]
    [TestCase("""[{"key":{},"value":"x"}]""", "apiHeaders[0].key")]
    [TestCase("""[{"key":"a","value":{}}]""", "apiHeaders[0].value")]
    [TestCase("""[{"key":"","value":"x"}]""", "apiHeaders[0].key")]
    [TestCase("""{"a":[]}""", "apiHeaders.a.value")]
    [TestCase("""[{"key":"\ud800","value":"x"}]""", "apiHeaders", Description = "half a surrogate pair")]
    public void D16_junk_is_a_fault_that_names_its_place(string json, string field)
    {
        var faults = new List<FieldFault>();

        _ = KeyValueField.ReadColumn("apiHeaders", json, faults);

        Assert.That(faults.Select(fault => fault.Field), Is.EqualTo(new[] { field }));
    }
}
