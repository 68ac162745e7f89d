using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Output;

/// <summary>
/// The log of a JobManager or TaskManager: a file, standard output, or both. A line is one event, with time, level, scopes (job, vertex,
/// subtask) and category; a stack follows its line.
/// </summary>
internal sealed class ProcessLoggers(RotatingFile? file, TextWriter? console) : ILoggerFactory
{
    private readonly LoggerExternalScopeProvider _scopes = new();
    private readonly Lock _console = new();

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A process logs to its file and to standard output.");

    public void Dispose() => file?.Dispose();

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var line = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss,fff} {ConsoleLoggers.NameOf(level),-5} {category,-60} ");
        line.Append('[');
        _scopes.ForEachScope(static (scope, text) => text.Append(text[^1] == '[' ? "" : " ").Append(scope), line);
        line.Append("] - ").Append(message);
        if (exception is not null)
        {
            line.Append('\n').Append(exception);
        }

        var text = line.ToString();
        if (file?.Append(text) is { } problem)
        {
            Console.Error.WriteLine($"flink: {problem}");
        }

        if (console is not null)
        {
            lock (_console)
            {
                console.WriteLine(text);
                console.Flush();
            }
        }
    }

    private sealed class CategoryLogger(ProcessLoggers owner, string category) : ILogger
    {
        // What the web server tells of each request is not what an operator looks for.
        private readonly LogLevel _least =
            category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("Grpc.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information;

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
