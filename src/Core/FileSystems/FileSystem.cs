namespace Flink.Core.FileSystems;

/// <summary>The files of one scheme. Checkpoints, job artefacts, sources and sinks reach all their files through this.</summary>
/// <remarks>
/// Safe for use by several threads. Calls block until they are done, so they belong on threads that may block. Failures are
/// <see cref="FileSystemException"/>.
/// </remarks>
public abstract class FileSystem
{
    /// <summary>What is at a path, or null when nothing is.</summary>
    /// <exception cref="FileSystemException">The file system could not tell.</exception>
    public abstract FileStatus? TryGetStatus(FilePath path);

    /// <summary>What is at a path.</summary>
    /// <exception cref="FileSystemException">Nothing is, or the file system could not tell.</exception>
    public FileStatus GetStatus(FilePath path) => TryGetStatus(path) ?? throw new FileSystemException(
        FileSystemError.NotFound, path, $"There is no file or folder '{path}'. Check the path, and that it is reachable from this machine.");

    /// <summary>Whether a file or folder is at a path.</summary>
    /// <exception cref="FileSystemException">The file system could not tell.</exception>
    public bool Exists(FilePath path) => TryGetStatus(path) is not null;

    /// <summary>The files and folders directly in a folder, ordered by path, hidden ones included.</summary>
    /// <exception cref="FileSystemException">The path is not a folder, or cannot be read.</exception>
    public abstract IReadOnlyList<FileStatus> List(FilePath folder);

    /// <summary>Opens a file for reading from its start; the stream can seek and knows its length.</summary>
    /// <exception cref="FileSystemException">There is no such file, or it cannot be read.</exception>
    public abstract Stream OpenRead(FilePath path);

    /// <summary>Creates a file, and the folders above it that are missing; its content is whole once the stream is closed.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">What to do when it exists.</param>
    /// <param name="durable">
    /// Whether <see cref="Stream.Flush"/> and closing return only when everything written would survive a power cut.
    /// </param>
    /// <exception cref="FileSystemException">It cannot be created; the stream's members throw the same.</exception>
    /// <remarks>
    /// Whether the file is visible before the stream is closed is the file system's matter. A store of objects knows whole objects only: there closing
    /// alone makes it visible and durable, and tells whether something was there (<see cref="CreateMode.New"/>), while flushing does nothing.
    /// </remarks>
    public abstract Stream Create(FilePath path, CreateMode mode, bool durable = false);

    /// <summary>Begins a file that appears whole and durable at its commit; folders above it are created as needed.</summary>
    /// <param name="path">Where it appears.</param>
    /// <param name="mode">What to do when something is there at the commit.</param>
    /// <exception cref="FileSystemException">It cannot be begun.</exception>
    public abstract AtomicFile CreateAtomic(FilePath path, CreateMode mode);

    /// <summary>Creates a folder and those above it, durably; does nothing when it exists.</summary>
    /// <exception cref="FileSystemException">A file is in the way, or the folder cannot be created.</exception>
    public abstract void CreateDirectory(FilePath path);

    /// <summary>Deletes a file or a folder; false when there was nothing.</summary>
    /// <param name="path">What to delete.</param>
    /// <param name="recursive">Whether a folder is deleted with all it holds; else it must be empty.</param>
    /// <exception cref="FileSystemException">It cannot be deleted.</exception>
    public abstract bool Delete(FilePath path, bool recursive);

    /// <summary>
    /// Gives a file or folder another path in the same file system, whose parent must exist, durably; a file may replace a file.
    /// </summary>
    /// <exception cref="FileSystemException">It cannot be renamed; both paths are as they were.</exception>
    /// <remarks>
    /// A store of objects copies and then deletes: a process that dies in between leaves a file under both paths, and the same call again completes it.
    /// Folders are renamed file by file there.
    /// </remarks>
    public abstract void Rename(FilePath from, FilePath to, CreateMode mode);
}
