using Flink.Core.FileSystems;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;
using Flink.Streaming.Tests.Sinks;

namespace Flink.Streaming.Tests.Sources;

public sealed class OtherFileSystemTests
{
    private const string Scheme = "elsewhere";

    static OtherFileSystemTests() => FileSystems.Registry.Register(Scheme, _ => new Elsewhere());

    [Fact]
    public void Files_of_another_file_system_are_written_and_read_through_it()
    {
        using var folder = new TempFolder();
        var path = $"{Scheme}://host{folder.At("out.txt")}";
        var sink = new FileSink<long>(path, new TextEncoder<long>());
        SinkDriver<long>.Run(sink, 0, 1, [.. Enumerable.Range(0, 10_000).Select(i => (long)i)]);
        var source = new TextFileSource(path, new TextFileOptions { SplitBytes = 1000 });
        using var driver = new SourceDriver<Utf8String, FileSplit>(source, 2, 100);

        var lines = driver.RunToEnd().SelectMany(list => list).Select(line => int.Parse(line.ToString()));

        Assert.Equal(Enumerable.Range(0, 10_000), lines.Order());
        Assert.True(source.IsBlocking && sink.IsBlocking);
        Assert.StartsWith(path, driver.Assigned[0].Split.Path, StringComparison.Ordinal);
    }

    /// <summary>This machine's files under another name.</summary>
    private sealed class Elsewhere : FileSystem
    {
        private readonly LocalFileSystem _local = new();

        public override FileStatus? TryGetStatus(FilePath path) =>
            _local.TryGetStatus(Here(path)) is { } status ? status with { Path = path } : null;

        public override IReadOnlyList<FileStatus> List(FilePath folder) =>
            [.. _local.List(Here(folder)).Select(status => status with { Path = folder.Child(status.Path.Name) })];

        public override Stream OpenRead(FilePath path) => _local.OpenRead(Here(path));

        public override Stream Create(FilePath path, CreateMode mode, bool durable = false) => _local.Create(Here(path), mode, durable);

        public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => _local.CreateAtomic(Here(path), mode);

        public override void CreateDirectory(FilePath path) => _local.CreateDirectory(Here(path));

        public override bool Delete(FilePath path, bool recursive) => _local.Delete(Here(path), recursive);

        public override void Rename(FilePath from, FilePath to, CreateMode mode) => _local.Rename(Here(from), Here(to), mode);

        private static FilePath Here(FilePath path) => FilePath.OfLocal(path.Path);
    }
}
