namespace Flink.Core.FileSystems;

/// <summary>The files of this machine, scheme <see cref="FilePath.FileScheme"/>.</summary>
public sealed class LocalFileSystem : FileSystem
{
    // Unbuffered streams for writing: LocalOutput buffers itself. Reading is sequential in the main.
    private const int ReadBufferSize = 64 * 1024;

    /// <inheritdoc/>
    public override FileStatus? TryGetStatus(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("look at", path, () =>
        {
            var local = path.LocalPath;
            if (Directory.Exists(local))
            {
                return StatusOf(path, new DirectoryInfo(local));
            }

            var file = new FileInfo(local);
            return file.Exists ? StatusOf(path, file) : null;
        });
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileStatus> List(FilePath folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return LocalErrors.Guard("list", folder, () =>
        {
            var local = folder.LocalPath;
            if (File.Exists(local))
            {
                throw new FileSystemException(FileSystemError.NotAFolder, folder, $"Cannot list '{local}': it is a file, not a folder.");
            }

            var entries = new List<FileStatus>();
            foreach (var entry in new DirectoryInfo(local).EnumerateFileSystemInfos())
            {
                if (TryStatusOf(folder.Child(entry.Name), entry) is { } status)
                {
                    entries.Add(status);
                }
            }

            entries.Sort(static (left, right) => string.CompareOrdinal(left.Path.Path, right.Path.Path));
            return entries;
        });
    }

    /// <inheritdoc/>
    public override Stream OpenRead(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("read", path, () => new FileStream(path.LocalPath, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan,
            BufferSize = ReadBufferSize,
        }));
    }

    /// <inheritdoc/>
    public override Stream Create(FilePath path, CreateMode mode, bool durable = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("create", path, () =>
        {
            CreateParent(path);
            return LocalOutput.Open(path, path.LocalPath, mode == CreateMode.New ? FileMode.CreateNew : FileMode.Create, durable);
        });
    }

    /// <summary>Opens a file to write behind its end, and creates it as needed; its length says what is there.</summary>
    /// <exception cref="FileSystemException">It cannot be opened; the stream's members throw the same.</exception>
    public Stream OpenAppend(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("create", path, () =>
        {
            CreateParent(path);
            return LocalOutput.Open(path, path.LocalPath, FileMode.Append, durable: false);
        });
    }

    /// <inheritdoc/>
    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("create", path, () =>
        {
            CreateParent(path);
            if (Directory.Exists(path.LocalPath))
            {
                throw LocalErrors.IsAFolder("create", path, null);
            }

            return mode == CreateMode.New && File.Exists(path.LocalPath)
                ? throw LocalErrors.AlreadyExists("create", path, null)
                : LocalAtomicFile.Begin(path, mode);
        });
    }

    /// <inheritdoc/>
    public override void CreateDirectory(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        LocalErrors.Guard("create the folder", path, () =>
        {
            CreateDurably(path);
            return true;
        });
    }

    /// <inheritdoc/>
    public override bool Delete(FilePath path, bool recursive)
    {
        ArgumentNullException.ThrowIfNull(path);
        return LocalErrors.Guard("delete", path, () =>
        {
            var local = path.LocalPath;
            var entry = new FileInfo(local);
            if (Directory.Exists(local) && entry.LinkTarget is null)
            {
                DeleteFolder(path, local, recursive);
                return true;
            }

            // A link is deleted as a link, even one whose target is a folder or is gone.
            if (!entry.Exists && entry.LinkTarget is null)
            {
                return false;
            }

            File.Delete(local);
            return true;
        });
    }

    /// <inheritdoc/>
    public override void Rename(FilePath from, FilePath to, CreateMode mode)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        LocalErrors.Guard("rename", from, () =>
        {
            if (Directory.Exists(to.LocalPath) || (mode == CreateMode.New && File.Exists(to.LocalPath)))
            {
                throw LocalErrors.AlreadyExists($"rename '{from.LocalPath}' to", to, null);
            }

            if (Directory.Exists(from.LocalPath))
            {
                Directory.Move(from.LocalPath, to.LocalPath);
            }
            else
            {
                File.Move(from.LocalPath, to.LocalPath, mode == CreateMode.Overwrite);
            }

            DirectorySync.Sync(to.Parent!);
            return true;
        });
    }

    // Each folder's name stands in the one above, which is synced in turn: a durable file in a folder whose name is lost is lost.
    private static void CreateDurably(FilePath path)
    {
        if (path.IsRoot || Directory.Exists(path.LocalPath))
        {
            return;
        }

        CreateDurably(path.Parent!);
        Directory.CreateDirectory(path.LocalPath);
        DirectorySync.Sync(path.Parent!);
    }

    private static void DeleteFolder(FilePath path, string local, bool recursive)
    {
        if (!recursive && Directory.EnumerateFileSystemEntries(local).Any())
        {
            throw new FileSystemException(
                FileSystemError.FolderNotEmpty,
                path,
                $"Cannot delete '{local}': the folder is not empty. Delete it with what it holds, or empty it.");
        }

        Directory.Delete(local, recursive);
    }

    private static void CreateParent(FilePath path)
    {
        if (path.Parent is { IsRoot: false } parent)
        {
            Directory.CreateDirectory(parent.LocalPath);
        }
    }

    // A file that another process or task renamed or deleted while the folder was read is not in it.
    private static FileStatus? TryStatusOf(FilePath path, FileSystemInfo entry)
    {
        try
        {
            return StatusOf(path, entry);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static FileStatus StatusOf(FilePath path, FileSystemInfo entry) => new(
        path,
        entry is FileInfo file ? file.Length : 0,
        new DateTimeOffset(entry.LastWriteTimeUtc),
        entry is DirectoryInfo);
}
