using System.Globalization;
using Flink.Core;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>The failure of a function of windows: says at which key and record or window, and keeps the cause.</summary>
internal static class WindowFailure
{
    private const int MostKeyText = 200;

    /// <summary>Whether an exception may be the function's own: the engine's say what they have to say, and a task that is cancelled is interrupted.</summary>
    public static bool IsOfFunction(Exception exception) => exception is not (FlinkException or OperationCanceledException or ThreadInterruptedException);

    /// <summary>As a record was added.</summary>
    /// <param name="cause">What the function threw.</param>
    /// <param name="operatorName">The window operator.</param>
    /// <param name="key">Key of the record.</param>
    /// <param name="timestamp">Its timestamp, which tells its windows.</param>
    public static FlinkException Of<TKey>(Exception cause, string operatorName, in TKey key, long timestamp) => Of(
        cause, operatorName, string.Create(CultureInfo.InvariantCulture, $"add the record with timestamp {timestamp} to its windows"), in key);

    /// <summary>At a window, or at what a key has in several.</summary>
    /// <param name="cause">What the function threw.</param>
    /// <param name="operatorName">The window operator.</param>
    /// <param name="task">What it could not do, and to which window.</param>
    /// <param name="key">Key of the window.</param>
    public static FlinkException Of<TKey>(Exception cause, string operatorName, string task, in TKey key) => new(
        $"'{operatorName}' could not {task} of key {TextOf(in key)}: {cause.GetType().Name}: {cause.Message}", cause, isRetryable: true);

    /// <summary>What an object of the user says of itself, cut where it is long.</summary>
    public static string TextOf<TValue>(in TValue value)
    {
        string? text;
        try
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{value}");
        }
        catch (Exception failure)
        {
            // The text is user code: its failure must not take the place of the one that is told.
            return $"{value?.GetType() ?? typeof(TValue)} (whose ToString threw {failure.GetType().Name})";
        }

        return text.Length <= MostKeyText ? text : text[..MostKeyText] + "...";
    }
}
