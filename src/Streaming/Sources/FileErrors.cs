using Flink.Core;

namespace Flink.Streaming.Sources;

/// <summary>What is said about files that can't be read.</summary>
internal static class FileErrors
{
    public static FlinkException Unreadable(string path, Exception cause) =>
        new($"The file '{path}' can't be read: {cause.Message}", cause);

    public static FlinkException Shrunk(string path, long expected, long found) => new(
        $"The file '{path}' had {expected} bytes when the job started and has {found} now. "
        + "A job reads files that stay as they are; run it again when the file is complete.");

    public static FlinkException Changed(string path) => new(
        $"The file '{path}' was changed after the job had started. "
        + "A job reads files that stay as they are; run it again when the file is complete.");

    public static FlinkException NotGzip(string path, string reason, Exception? cause = null)
    {
        var message = $"The file '{path}' is not a complete gzip file: {reason} "
            + "Test it with gzip -t, or rename it if it is not compressed at all.";
        return cause is null ? new FlinkException(message) : new FlinkException(message, cause);
    }
}
