using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class StatusCodeSetTests
{
    [TestCase(null)]
    [TestCase("null")]
    [TestCase("[]")]
    public void D15_null_and_an_empty_list_are_not_set(string? json)
    {
        var faults = new List<FieldFault>();

        Assert.Multiple(() =>
        {
            Assert.That(StatusCodeSet.ReadColumn("apiSuccessCodes", json, faults).IsEmpty, Is.True);
            Assert.That(faults, Is.Empty);
        });
    }

    [TestCase("[200]", 200, true)]
    [TestCase("[200]", 201, false)]
    [TestCase("[\"204\"]", 204, true)]
    [TestCase("[\" 204 \"]", 204, true)]
    [TestCase("[\"5xx\"]", 500, true)]
    [TestCase("[\"5XX\"]", 599, true)]
    [TestCase("[\"5xx\"]", 499, false)]
    [TestCase("[\"5xx\"]", 600, false)]
    [TestCase("[\"400-404\", 410]", 404, true)]
    [TestCase("[\"400-404\", 410]", 405, false)]
    [TestCase("[\"400-404\", 410]", 410, true)]
    [TestCase("200", 200, true)]
    [TestCase("\"2xx\"", 204, true)]
    [TestCase("[999]", 999, true)]
    public void D15_codes_classes_and_ranges_are_understood(string json, int code, bool expected)
    {
        var faults = new List<FieldFault>();

        bool contains = StatusCodeSet.ReadColumn("apiSuccessCodes", json, faults).Contains(code);

        Assert.Multiple(() =>
        {
            Assert.That(faults, Is.Empty);
            Assert.That(contains, Is.EqualTo(expected));
        });
    }

    [TestCase("[99]", "apiFailureCodes[0]")]
    [TestCase("[1000]", "apiFailureCodes[0]")]
    [TestCase("[200.5]", "apiFailureCodes[0]")]
    [TestCase("[200, \"ok\"]", "apiFailureCodes[1]")]
    [TestCase("[true]", "apiFailureCodes[0]")]
    [TestCase("[null]", "apiFailureCodes[0]")]
    [TestCase("[[200]]", "apiFailureCodes[0]")]
    [TestCase("[\"0xx\"]", "apiFailureCodes[0]")]
    [TestCase("[\"500-400\"]", "apiFailureCodes[0]")]
    [TestCase("[\"1-2-3\"]", "apiFailureCodes[0]")]
    [TestCase("{}", "apiFailureCodes")]
    [TestCase("\"\"", "apiFailureCodes")]
    [TestCase("x", "apiFailureCodes")]
    public void D15_junk_is_a_fault_that_names_its_place(string json, string field)
    {
        var faults = new List<FieldFault>();

        _ = StatusCodeSet.ReadColumn("apiFailureCodes", json, faults);

        Assert.That(faults.Select(fault => fault.Field), Is.EqualTo(new[] { field }));
    }
}
