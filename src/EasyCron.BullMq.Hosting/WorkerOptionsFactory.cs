using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EasyCron.BullMq.Hosting;

/// <summary>Makes a worker's options: defaults, then configuration, then code. They are immutable, so each step makes new ones.</summary>
internal sealed class WorkerOptionsFactory(
    IEnumerable<WorkerRegistration> workers, IConfiguration configuration, IOptions<BullMqOptions> shared) : IOptionsFactory<WorkerOptions>
{
    public WorkerOptions Create(string name)
    {
        var section = configuration.GetSection($"{BullMqOptions.Section}:Workers:{name}");
        var options = new WorkerOptions { Prefix = shared.Value.Prefix };
        try
        {
            // A name nobody knows is a slip of the pen that would otherwise go unnoticed.
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            options = workers.FirstOrDefault(worker => worker.Queue == name)?.Configure?.Invoke(options) ?? options;
            options.Validate();
            return options;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new OptionsValidationException(name, typeof(WorkerOptions), [$"{section.Path}: {exception.Message}"]);
        }
    }
}
