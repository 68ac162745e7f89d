namespace Flink.Core.FileSystems;

/// <summary>What a file system says about a file or folder.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Bytes of a file; 0 for a folder.</param>
/// <param name="ModifiedAt">When it was last changed, by the clock of the file system.</param>
/// <param name="IsDirectory">Whether it is a folder.</param>
public sealed record FileStatus(FilePath Path, long Length, DateTimeOffset ModifiedAt, bool IsDirectory);
