namespace Flink.Core.FileSystems;

/// <summary>A file system could not do what it was asked; the message names the path, what was tried, and what to do.</summary>
public sealed class FileSystemException : FlinkException
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">Why.</param>
    /// <param name="path">The file or folder that was asked for.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="inner">What the operating system or the client library said.</param>
    public FileSystemException(FileSystemError error, FilePath path, string message, Exception? inner = null)
        : base(message, inner!, isRetryable: error is FileSystemError.Other or FileSystemError.DiskFull)
    {
        Error = error;
        Path = path;
    }

    /// <summary>Why.</summary>
    public FileSystemError Error { get; }

    /// <summary>The file or folder that was asked for.</summary>
    public FilePath Path { get; }
}
