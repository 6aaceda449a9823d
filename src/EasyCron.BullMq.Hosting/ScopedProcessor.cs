using Microsoft.Extensions.DependencyInjection;

namespace EasyCron.BullMq.Hosting;

/// <summary>Gives each job a service scope and a processor of its own.</summary>
internal static class ScopedProcessor
{
    /// <summary>Finds out what a processor processes.</summary>
    /// <exception cref="ArgumentException">The type is no processor, or several.</exception>
    public static WorkerMaker MakerOf<TProcessor>()
        where TProcessor : class
    {
        var kinds = typeof(TProcessor).GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IJobProcessor<,>)).ToList();
        if (kinds.Count != 1)
        {
            throw new ArgumentException(
                $"{typeof(TProcessor)} implements IJobProcessor<TData, TResult> for {kinds.Count} pairs of types; allowed is one.", nameof(TProcessor));
        }

        return typeof(Of<,,>).MakeGenericType([typeof(TProcessor), .. kinds[0].GetGenericArguments()]).GetMethod(nameof(Of<IJobProcessor<int, int>, int, int>.Make))!
            .CreateDelegate<WorkerMaker>();
    }

    /// <summary>A processor that leaves each job to a scoped one.</summary>
    private sealed class Of<TProcessor, TData, TResult>(IServiceScopeFactory scopes) : IJobProcessor<TData, TResult>
        where TProcessor : class, IJobProcessor<TData, TResult>
    {
        public static Worker Make(IServiceProvider provider, string queue, QueueConnection connection, WorkerOptions options) =>
            Worker.For(queue, connection, new Of<TProcessor, TData, TResult>(provider.GetRequiredService<IServiceScopeFactory>()), options);

        public async ValueTask<TResult> ProcessAsync(JobContext<TData> job, CancellationToken cancellationToken)
        {
            var scope = scopes.CreateAsyncScope();
            await using var closing = scope.ConfigureAwait(false);
            return await scope.ServiceProvider.GetRequiredService<TProcessor>().ProcessAsync(job, cancellationToken).ConfigureAwait(false);
        }
    }
}
