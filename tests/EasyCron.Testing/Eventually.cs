using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EasyCron.Testing;

/// <summary>Waits for a condition by asking again and again until it holds or a deadline passes.</summary>
/// <remarks>Tests wait with this instead of sleeping: it returns as soon as the condition holds and its failure tells what was seen last.</remarks>
public static class Eventually
{
    /// <summary>How long a wait lasts that names no deadline: 30 seconds, generous because a busy machine must not fail a test.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(15);

    /// <summary>Reads a value until it meets a condition.</summary>
    /// <param name="read">Reads the value; what it throws ends the wait and reaches the caller.</param>
    /// <param name="condition">Says whether the value is the awaited one.</param>
    /// <param name="deadline">How long to try; <see cref="DefaultDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <param name="what">The text of <paramref name="read"/>, for the failure message.</param>
    /// <param name="wanted">The text of <paramref name="condition"/>, for the failure message.</param>
    /// <returns>The first value that met the condition.</returns>
    /// <exception cref="TimeoutException">The deadline passed; the message shows the last value.</exception>
    public static async Task<T> BecomesAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> condition,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(read))] string what = "",
        [CallerArgumentExpression(nameof(condition))] string wanted = "")
    {
        var limit = deadline ?? DefaultDeadline;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }

            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Within {limit.TotalSeconds} s, {what} did not meet {wanted}. Last value: {Describe(value)}"));
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Reads a value that is at hand until it meets a condition.</summary>
    /// <inheritdoc cref="BecomesAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, CancellationToken, string, string)"/>
    public static Task<T> BecomesAsync<T>(
        Func<T> read,
        Func<T, bool> condition,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(read))] string what = "",
        [CallerArgumentExpression(nameof(condition))] string wanted = "") =>
        BecomesAsync(() => Task.FromResult(read()), condition, deadline, cancellationToken, what, wanted);

    /// <summary>Waits until a question is answered with yes.</summary>
    /// <inheritdoc cref="BecomesAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, CancellationToken, string, string)"/>
    public static Task BecomesTrueAsync(
        Func<Task<bool>> read,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(read))] string what = "") =>
        BecomesAsync(read, value => value, deadline, cancellationToken, what, "true");

    /// <summary>Waits until a question that needs no waiting itself is answered with yes.</summary>
    /// <inheritdoc cref="BecomesAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, CancellationToken, string, string)"/>
    public static Task BecomesTrueAsync(
        Func<bool> read,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(read))] string what = "") =>
        BecomesAsync(() => Task.FromResult(read()), value => value, deadline, cancellationToken, what, "true");

    private static string Describe<T>(T value)
    {
        if (value is null or string or IFormattable)
        {
            return value is null ? "null" : $"\"{value}\"";
        }

        try
        {
            return JsonSerializer.Serialize(value);
        }
        catch (Exception failure) when (failure is NotSupportedException or JsonException)
        {
            return value.ToString() ?? typeof(T).Name;
        }
    }
}
