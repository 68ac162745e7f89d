using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flink.Local.Tests.Harness;

/// <summary>What a cluster logs, kept; a test can wait for a message.</summary>
internal sealed class LogRecords : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _messages = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    public IEnumerable<string> Warnings => _messages.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message);

    /// <summary>The first message that contains a text.</summary>
    public Task<string> Containing(string text)
    {
        var signal = _awaited.GetOrAdd(text, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (var (_, message) in _messages)
        {
            Answer(message);
        }

        return signal.Task;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        _messages.Enqueue((logLevel, message));
        Answer(message);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is the only provider.");

    public void Dispose()
    {
    }

    private void Answer(string message)
    {
        foreach (var (text, signal) in _awaited)
        {
            if (message.Contains(text, StringComparison.Ordinal))
            {
                signal.TrySetResult(message);
            }
        }
    }
}
