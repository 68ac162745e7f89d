using Flink.Core.FileSystems;
using Flink.FileSystems.Testing;

namespace Flink.Core.Tests.FileSystems;

public sealed class LocalFileSystemContract : FolderContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-core-tests-");

    protected override FileSystem Files { get; } = new LocalFileSystem();

    protected override FilePath Home => FilePath.OfLocal(_folder.FullName);

    protected override int LargeFile => 1 << 20;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }
}
