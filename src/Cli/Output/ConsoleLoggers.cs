using Flink.Runtime.JobManager;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Output;

/// <summary>Warnings and errors as lines on standard error; those and information in a file. The usual providers would cost a tenth of a second at start.</summary>
internal sealed class ConsoleLoggers(TextWriter error, LogFile? file) : ILoggerFactory
{
    // A failed job is what the command itself ends with, in one line.
    private static readonly string _jobs = typeof(JobMaster).FullName!;

    private bool HasFile => file is not null;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The log of the command line goes to standard error and to FLINK_LOG_DIR.");

    public void Dispose() => file?.Dispose();

    internal static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "FATAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARN",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var lines = exception is null ? message : $"{message}{Environment.NewLine}{exception}";
        if (file?.Append(level, category, lines) is { } problem)
        {
            error.WriteLine($"[WARN] {problem}");
        }

        if (level >= LogLevel.Warning && !(level == LogLevel.Error && category == _jobs))
        {
            // Stacks are for the file and --verbose; here a line is a line.
            error.WriteLine(exception is null ? $"[{NameOf(level)}] {message}" : $"[{NameOf(level)}] {message}: {ErrorLine.Of(exception)}");
        }
    }

    private sealed class CategoryLogger(ConsoleLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && logLevel >= (owner.HasFile ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
