using Flink.Core.FileSystems;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>Files of this machine where something happens just before a file is made.</summary>
internal sealed class InterruptedFileSystem : FileSystem
{
    private readonly LocalFileSystem _local = new();

    public Action BeforeCreate { get; set; } = () => { };

    public override FileStatus? TryGetStatus(FilePath path) => _local.TryGetStatus(path);

    public override IReadOnlyList<FileStatus> List(FilePath folder) => _local.List(folder);

    public override Stream OpenRead(FilePath path) => _local.OpenRead(path);

    public override Stream Create(FilePath path, CreateMode mode, bool durable = false)
    {
        BeforeCreate();
        return _local.Create(path, mode, durable);
    }

    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => _local.CreateAtomic(path, mode);

    public override void CreateDirectory(FilePath path) => _local.CreateDirectory(path);

    public override bool Delete(FilePath path, bool recursive) => _local.Delete(path, recursive);

    public override void Rename(FilePath from, FilePath to, CreateMode mode) => _local.Rename(from, to, mode);
}
