using Microsoft.Extensions.Options;

namespace EasyCron.BullMq.Hosting;

/// <summary>Names every setting that cannot be used, before anything starts.</summary>
internal sealed class BullMqOptionsCheck : IValidateOptions<BullMqOptions>
{
    public ValidateOptionsResult Validate(string? name, BullMqOptions options)
    {
        var faults = new List<string>();
        try
        {
            _ = QueueConnectionOptions.Parse(options.Url);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // The text of the fault never contains the password, so it is told instead of the address.
            faults.Add($"{BullMqOptions.Section}:{nameof(options.Url)} cannot be read: {exception.Message}");
        }

        if (string.IsNullOrEmpty(options.Prefix))
        {
            faults.Add($"{BullMqOptions.Section}:{nameof(options.Prefix)} is empty; allowed is any text, such as {QueueName.DefaultPrefix}.");
        }

        if (options.CommandTimeout <= TimeSpan.Zero)
        {
            faults.Add($"{BullMqOptions.Section}:{nameof(options.CommandTimeout)} is {options.CommandTimeout}; allowed is more than zero.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
