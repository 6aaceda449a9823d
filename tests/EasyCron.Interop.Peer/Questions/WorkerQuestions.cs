using System.Collections.Concurrent;
using EasyCron.BullMq;
using EasyCron.Interop.Peer.Processing;
using EasyCron.Interop.Peer.Spelling;

namespace EasyCron.Interop.Peer.Questions;

/// <summary>Workers whose processor does what each job's data tells it to.</summary>
internal sealed class WorkerQuestions(Client client) : IQuestions
{
    private readonly ConcurrentDictionary<string, Started> _workers = new();
    private readonly Holds _holds = new();

    public IReadOnlyDictionary<string, Func<Question, Task<object?>>> All => new Dictionary<string, Func<Question, Task<object?>>>
    {
        ["startWorker"] = StartAsync,
        ["stopWorker"] = StopAsync,
        ["pauseWorker"] = async question =>
        {
            await Find(question).Worker.PauseAsync();
            return null;
        },
        ["resumeWorker"] = question =>
        {
            Find(question).Worker.Resume();
            return Task.FromResult<object?>(null);
        },
        ["cancelJob"] = question => Task.FromResult<object?>(Find(question).Worker.CancelJob(question.Text("id"), (string?)question["reason"])),
        ["setConcurrency"] = question =>
        {
            Find(question).Worker.Concurrency = (int)(question.Number("concurrency") ?? 1);
            return Task.FromResult<object?>(null);
        },
        ["held"] = async question =>
        {
            await _holds.HeldAsync(question.Prefix, question.Queue, question.Text("id"));
            return null;
        },
        ["release"] = question =>
        {
            _holds.Release(question.Prefix, question.Queue, question.Text("id"));
            return Task.FromResult<object?>(null);
        },
    };

    private static string KeyOf(Question question) => $"{question.Prefix}:{question.Queue}:{(string?)question["worker"] ?? "w"}";

    private Started Find(Question question) =>
        _workers.GetValueOrDefault(KeyOf(question)) ?? throw new ArgumentException($"There is no worker {KeyOf(question)}.");

    private async Task<object?> StartAsync(Question question)
    {
        var errors = new ConcurrentQueue<string>();
        var options = WorkerOptionsReader.Read(new Question(question["opts"]?.AsObject() ?? [])) with
        {
            Prefix = question.Prefix,
            Events = new WorkerEvents
            {
                OnError = error =>
                {
                    errors.Enqueue(error.Message);
                    return ValueTask.CompletedTask;
                },
            },
        };
        var script = new Script(client, _holds);
        var worker = new Worker(question.Queue, client.Connection, script.PerformAsync, options);
        _workers[KeyOf(question)] = new Started(worker, errors);
        await worker.StartAsync();
        return null;
    }

    /// <summary>Answers what went wrong outside the processors.</summary>
    private async Task<object?> StopAsync(Question question)
    {
        var (worker, errors) = Find(question);
        await worker.StopAsync();
        _workers.TryRemove(KeyOf(question), out _);
        return errors;
    }

    private sealed record Started(Worker Worker, ConcurrentQueue<string> Errors);
}
