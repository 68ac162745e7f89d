using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;
using Flink.FileSystems.Testing;

namespace Flink.FileSystems.S3.SlowTests;

public sealed class S3FileSystemContract : FileSystemContract
{
    private static readonly Lazy<FileSystem> _files = new(static () => S3Service.Open());

    // Before the test begins: where there is no service, nothing is to be tidied up either.
    protected override FileSystem Files { get; } = _files.Value;

    protected override FilePath Home { get; } = S3Service.NewFolder();
}
