using Flink.Core;

namespace Flink.Cli.Output;

/// <summary>An exception and its causes as one line.</summary>
internal static class ErrorLine
{
    public static string Of(Exception exception)
    {
        var line = Describe(exception);
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            // Most of our messages quote their cause already.
            var message = Flatten(cause.Message);
            if (!line.Contains(message, StringComparison.Ordinal))
            {
                line = $"{line.TrimEnd('.')}: {Describe(cause)}";
            }
        }

        return line;
    }

    /// <summary>Our own messages speak for themselves; others need the name of their type.</summary>
    public static string Describe(Exception exception) =>
        exception is FlinkException ? Flatten(exception.Message) : $"{exception.GetType().FullName}: {Flatten(exception.Message)}";

    private static string Flatten(string message) => string.Join(
        "; ", message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Replace(":; ", ": ", StringComparison.Ordinal);
}
