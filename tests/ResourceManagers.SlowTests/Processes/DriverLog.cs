using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>What a driver logs, for whoever wants to know at once.</summary>
public sealed class DriverLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Called with each line, in the driver's thread.</summary>
    public Action<string>? Said { get; set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        Lines.Enqueue(line);
        Said?.Invoke(line);
    }

    public void Dispose()
    {
    }
}
