using Microsoft.AspNetCore.Http;

namespace EasyCron.Testing.Http;

/// <summary>Carries out an <see cref="HttpAnswer"/>.</summary>
internal static class AnswerWriter
{
    /// <exception cref="OperationCanceledException">The client went first.</exception>
    public static async Task WriteAsync(HttpContext context, HttpAnswer answer)
    {
        var gone = context.RequestAborted;
        await answer.Gate.WaitAsync(gone);
        await Task.Delay(answer.Delay, gone);
        if (answer.Breaks)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        // No body at all is something else than an empty one for 204, 304 and the answer to HEAD.
        if (!answer.Body.IsEmpty)
        {
            await context.Response.Body.WriteAsync(answer.Body, gone);
        }

        if (answer.NeverEnds)
        {
            await context.Response.Body.FlushAsync(gone);
            await Task.Delay(Timeout.InfiniteTimeSpan, gone);
        }

        await context.Response.CompleteAsync().WaitAsync(gone);
    }
}
