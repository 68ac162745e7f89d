using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Output;

/// <summary>The log of one client, <c>flink-&lt;user&gt;-client-&lt;host&gt;.log</c>, opened with its first line. Safe for concurrent use.</summary>
internal sealed class LogFile(string folder) : IDisposable
{
    private const string FolderVariable = "FLINK_LOG_DIR";

    private readonly Lock _lock = new();
    private StreamWriter? _writer;
    private bool _isBroken;

    /// <summary>The file in the folder of FLINK_LOG_DIR; null when it is not set.</summary>
    public static LogFile? FromEnvironment() =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? new LogFile(folder) : null;

    /// <summary>Appends one line.</summary>
    /// <returns>Why the file cannot be written, once; null otherwise.</returns>
    public string? Append(LogLevel level, string category, string message)
    {
        lock (_lock)
        {
            if (_isBroken)
            {
                return null;
            }

            try
            {
                _writer ??= Open();
                _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss,fff} {ConsoleLoggers.NameOf(level),-5} {category} - {message}"));
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _isBroken = true;
                return $"nothing is logged to {folder} (FLINK_LOG_DIR): {e.Message}";
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _writer?.Dispose();
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"flink-{Environment.UserName}-client-{Environment.MachineName}.log");
        return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }
}
