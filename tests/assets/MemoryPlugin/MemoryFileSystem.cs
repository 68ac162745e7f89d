using Flink.Core.FileSystems;

namespace Flink.Assets.MemoryPlugin;

/// <summary>One read-only file, "greeting", with the text that the configuration gives.</summary>
public sealed class MemoryFileSystem(string greeting) : FileSystem
{
    public override FileStatus? TryGetStatus(FilePath path) =>
        path.Path == "/greeting" ? new FileStatus(path, greeting.Length, DateTimeOffset.UnixEpoch, IsDirectory: false) : null;

    public override IReadOnlyList<FileStatus> List(FilePath folder) => [GetStatus(folder.Child("greeting"))];

    public override Stream OpenRead(FilePath path) =>
        new MemoryStream(System.Text.Encoding.UTF8.GetBytes(GetStatus(path).Length > 0 ? greeting : ""), writable: false);

    public override Stream Create(FilePath path, CreateMode mode, bool durable = false) => throw ReadOnly(path);

    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => throw ReadOnly(path);

    public override void CreateDirectory(FilePath path) => throw ReadOnly(path);

    public override bool Delete(FilePath path, bool recursive) => throw ReadOnly(path);

    public override void Rename(FilePath from, FilePath to, CreateMode mode) => throw ReadOnly(from);

    private static FileSystemException ReadOnly(FilePath path) =>
        new(FileSystemError.PermissionDenied, path, $"Cannot change '{path}': this file system is read-only.");
}
