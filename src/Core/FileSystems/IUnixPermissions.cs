namespace Flink.Core.FileSystems;

/// <summary>What a <see cref="FileSystem"/> also implements when its files have owners, groups and others as on Unix.</summary>
/// <remarks>Safe for use by several threads; calls block.</remarks>
public interface IUnixPermissions
{
    /// <summary>Who may do what with a file or folder.</summary>
    /// <exception cref="FileSystemException">There is none, or the file system could not tell.</exception>
    UnixFileMode GetPermissions(FilePath path);

    /// <summary>Lets owner, group and others do exactly this with a file or folder.</summary>
    /// <exception cref="FileSystemException">There is none, or the user may not change it.</exception>
    void SetPermissions(FilePath path, UnixFileMode mode);
}
