namespace Flink.Core.FileSystems;

/// <summary>What to do when a file that is to be created exists.</summary>
public enum CreateMode
{
    /// <summary>Fail with <see cref="FileSystemError.AlreadyExists"/>.</summary>
    New,

    /// <summary>Replace it.</summary>
    Overwrite,
}
