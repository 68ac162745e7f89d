using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.SlowTests.Harness;
using Flink.FileSystems.Testing;

namespace Flink.FileSystems.Hdfs.SlowTests;

[Collection(Hadoop.Collection)]
public sealed class HdfsFileSystemContract : FileSystemContract
{
    private static readonly Lazy<FileSystem> _files = new(static () => Hadoop.NewFileSystem());

    protected override FileSystem Files => _files.Value;

    protected override FilePath Home { get; } = Hadoop.NewFolder();

    protected override bool TakesColons => false;

    // Several segments.
    protected override int LargeFile => 20 << 20;
}
