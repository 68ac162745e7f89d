namespace Flink.Runtime.Dispatcher.Views;

/// <summary>The files of one process that strangers may read: its log, what it printed, and the other files of its log folder.</summary>
/// <param name="log">Path of the log; null when the process logs nowhere.</param>
/// <param name="stdout">Path of what it printed; null when that goes to a terminal.</param>
public sealed class LogFolder(string? log, string? stdout)
{
    /// <summary>Neither.</summary>
    public static LogFolder None { get; } = new(null, null);

    /// <summary>The files, in the order of their names.</summary>
    public IReadOnlyList<LogFile> List()
    {
        if (Folder is not { } folder || !Directory.Exists(folder))
        {
            return [];
        }

        return [.. new DirectoryInfo(folder).EnumerateFiles()
            .OrderBy(static file => file.Name, StringComparer.Ordinal)
            .Select(static file => new LogFile(file.Name, file.Length, file.LastWriteTimeUtc))];
    }

    /// <summary>Reads a piece.</summary>
    /// <returns>Null when there is no such file; a name that leads out of the folder is none.</returns>
    public LogPiece? Read(LogFileName file, long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (PathOf(file) is not { } path)
        {
            return null;
        }

        using var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(handle);
        var bytes = new byte[Math.Clamp(size - offset, 0, count)];
        var read = RandomAccess.Read(handle, bytes, offset);
        return new LogPiece(read == bytes.Length ? bytes : bytes[..read], size);
    }

    private string? Folder => Path.GetDirectoryName(log ?? stdout);

    private string? PathOf(LogFileName file)
    {
        var path = file.Kind switch
        {
            LogFileKind.Log => log,
            LogFileKind.Stdout => stdout,
            _ => Named(file.Name),
        };
        return path is not null && File.Exists(path) ? path : null;
    }

    private string? Named(string? name) =>
        string.IsNullOrEmpty(name) || Folder is null || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0')
            ? null
            : Path.Combine(Folder, name);
}
