namespace Flink.Core.FileSystems;

/// <summary>Why a file system refused; what callers tell apart.</summary>
public enum FileSystemError
{
    /// <summary>Anything else; the inner exception says what.</summary>
    Other,

    /// <summary>There is no such file or folder.</summary>
    NotFound,

    /// <summary>A folder is needed and the path is a file.</summary>
    NotAFolder,

    /// <summary>A file is needed and the path is a folder.</summary>
    IsAFolder,

    /// <summary>The file or folder exists and must not be replaced.</summary>
    AlreadyExists,

    /// <summary>The folder is to be deleted alone and holds something.</summary>
    FolderNotEmpty,

    /// <summary>The user that runs the process may not do this.</summary>
    PermissionDenied,

    /// <summary>The device or the quota is full.</summary>
    DiskFull,
}
