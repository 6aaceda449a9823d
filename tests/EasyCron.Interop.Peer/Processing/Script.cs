using System.Text.Json;
using System.Text.Json.Nodes;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Processing;

/// <summary>
/// A job's data says what its run does: {"do": [{"log": "row"}, {"fail": "text", "attempts": 2}, {"return": 1}]}. Steps run in order;
/// node/peer/processor.mjs does the same in Node. Without steps the job returns its data.
/// </summary>
internal sealed class Script(Client client, Holds holds)
{
    public async ValueTask<JobOutcome> PerformAsync(JobContext job, CancellationToken cancellationToken)
    {
        var data = job.GetData<JsonNode>();
        if (data is not JsonObject { } given || given["do"] is not JsonArray steps)
        {
            return data is null ? JobOutcome.Done : JobOutcome.Completed(data);
        }

        object? result = null;
        foreach (var step in steps.Select(step => new Question(step!.DeepClone().AsObject())))
        {
            if (await EndsAsync(job, step) is { } outcome)
            {
                return outcome;
            }

            result = await ValueAsync(job, step, cancellationToken) ?? result;
        }

        return result is null ? JobOutcome.Done : JobOutcome.Completed(result);
    }

    /// <summary>The steps that may end the run in another way than with a value; they do so in the first "starts" runs (default 1).</summary>
    private async Task<JobOutcome?> EndsAsync(JobContext job, Question step)
    {
        var isEarly = job.AttemptsStarted <= (step.Number("starts") ?? 1);
        if (step["delay"] is not null)
        {
            return isEarly ? JobOutcome.Delayed(TimeProvider.System.GetUtcNow() + step.Millis("delay")!.Value) : null;
        }

        if (step["wait"] is not null)
        {
            return isEarly ? JobOutcome.BackToWait : null;
        }

        if (step["rateLimit"] is not null && isEarly)
        {
            await client.Queue(job.Queue.Prefix, job.Queue.Name).Limits.RateLimitAsync(step.Millis("rateLimit")!.Value);
            return JobOutcome.RateLimited;
        }

        return step["waitForChildren"] is not null && await job.MoveToWaitingChildrenAsync() ? JobOutcome.Moved : null;
    }

    private async Task<object?> ValueAsync(JobContext job, Question step, CancellationToken cancellationToken)
    {
        if (step["return"] is { } value)
        {
            return value;
        }

        if (step["log"] is not null)
        {
            await job.LogAsync(step.Text("log"), cancellationToken);
        }
        else if (step["progress"] is not null)
        {
            await job.UpdateProgressAsync(step.Json("progress"), cancellationToken);
        }
        else if (step["updateData"] is not null)
        {
            await job.UpdateDataAsync(step.Json("updateData"), cancellationToken);
        }
        else if (step["fail"] is not null)
        {
            return job.AttemptsMade < (step.Number("attempts") ?? long.MaxValue) ? throw new InvalidOperationException(step.Text("fail")) : null;
        }
        else if (step["unrecoverable"] is not null)
        {
            throw new UnrecoverableException(step.Text("unrecoverable"));
        }
        else if (step["addChildren"] is not null)
        {
            await AddChildrenAsync(job, step["addChildren"]!.AsArray());
        }
        else if (step["childrenValues"] is not null)
        {
            var values = await job.Children.ValuesAsync<JsonElement>(cancellationToken);
            return values.Values.Select(child => child.GetRawText()).Order(StringComparer.Ordinal).ToArray();
        }
        else if (step["removeUnprocessedChildren"] is not null)
        {
            await job.Children.RemovePendingAsync(cancellationToken);
        }
        else if (step["ignoredFailures"] is not null)
        {
            return (await job.Children.IgnoredFailuresAsync(cancellationToken)).Values.Order(StringComparer.Ordinal).ToArray();
        }
        else if (step["hold"] is not null)
        {
            if (job.AttemptsStarted <= (step.Number("starts") ?? long.MaxValue))
            {
                await holds.WaitAsync(job.Queue.Prefix, job.Queue.Name, job.Id, cancellationToken);
            }
        }
        else if (step["work"] is not null)
        {
            await Task.Delay(step.Millis("work")!.Value, cancellationToken);
        }

        return null;
    }

    private async Task AddChildrenAsync(JobContext job, JsonArray children)
    {
        foreach (var child in job.AttemptsStarted == 1 ? children.Select(child => new Question(child!.AsObject())) : [])
        {
            var options = JobOptionsReader.Read(child["opts"]) with { Parent = job.AsParent };
            await client.Queue(job.Queue.Prefix, child.Queue).AddAsync(child.Text("name"), child.Json("data"), options);
        }
    }
}
