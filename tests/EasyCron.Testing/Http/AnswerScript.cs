namespace EasyCron.Testing.Http;

/// <summary>The answers of one path.</summary>
internal sealed class AnswerScript
{
    private readonly Func<ReceivedRequest, HttpAnswer> _answer;

    public AnswerScript(Func<ReceivedRequest, HttpAnswer> answer) => _answer = answer;

    public AnswerScript(IReadOnlyList<HttpAnswer> answers)
    {
        if (answers.Count == 0)
        {
            throw new ArgumentException("A path needs at least one answer.", nameof(answers));
        }

        var served = 0;
        var turns = answers.SelectMany(answer => Enumerable.Repeat(answer, answer.Count)).ToList();
        _answer = _ => turns[Math.Min(Interlocked.Increment(ref served), turns.Count) - 1];
    }

    public HttpAnswer Next(ReceivedRequest request) => _answer(request);
}
