using EasyCron.Testing.Processes;

namespace EasyCron.Testing.Tests.Processes;

public sealed class AnsweringProcessTests
{
    [Test]
    public async Task Questions_are_answered_in_whatever_order_the_script_likes()
    {
        await using var node = await StartAsync();

        var first = node.AskAsync("later", new { name = "first" });
        var second = node.AskAsync("later", new { name = "second" });
        await node.AskAsync("release", new { name = "second" });
        Assert.That((string?)await second, Is.EqualTo("second"));
        Assert.That(first.IsCompleted, Is.False);
        await node.AskAsync("release", new { name = "first" });

        Assert.That((string?)await first, Is.EqualTo("first"));
        Assert.That((await node.AskAsync("echo", new { text = "ü\n" }))?["text"]?.ToString(), Is.EqualTo("ü\n"));
        Assert.That(await node.AskAsync("echo"), Is.Null);
    }

    [Test]
    public async Task Events_are_kept_and_awaited()
    {
        await using var node = await StartAsync("argument");

        Assert.That((await node.WaitForEventAsync("ready")).Data?.ToJsonString(), Is.EqualTo("""["argument"]"""));
        await node.AskAsync("tell", new { @event = "job", data = 1 });
        await node.AskAsync("tell", new { @event = "job", data = 2 });

        var second = await node.WaitForEventAsync("job", data => (int?)data == 2);
        Assert.That((int?)second.Data, Is.EqualTo(2));
        Assert.That(node.Events.Select(happened => happened.Name), Is.EqualTo(new[] { "ready", "job", "job" }));
    }

    [Test]
    public async Task An_error_of_the_script_is_an_exception_with_its_stack()
    {
        await using var node = await StartAsync();

        var failure = await Assert.ThrowsAsync<AnswerException>(() => node.AskAsync("fail"));

        Assert.That(failure?.Message, Does.StartWith("TypeError: on purpose").And.Contains("echo.mjs"));
    }

    [Test]
    public async Task A_script_that_ends_without_an_answer_fails_the_question_with_its_last_words()
    {
        await using var node = await StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => node.AskAsync("exit"));

        Assert.That(failure?.Message, Does.Contain("last words"));
        Assert.That(await node.Process.WaitForExitAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task Disposing_kills_what_the_script_started()
    {
        var node = await StartAsync();
        var child = (int?)await node.AskAsync("spawn");
        Assert.That(Directory.Exists($"/proc/{child}"), Is.True);

        await node.DisposeAsync();

        await Eventually.BecomesTrueAsync(() => !File.Exists($"/proc/{child}/exe"));
    }

    private static Task<AnsweringProcess> StartAsync(params string[] arguments) =>
        AnsweringProcess.StartNodeAsync(Repository.File("tests/EasyCron.Testing.Tests/Processes/echo.mjs"), null, arguments);
}
