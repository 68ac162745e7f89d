using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Streaming.Sinks;
using Flink.Streaming.Tests.Sources;

namespace Flink.Streaming.Tests.Sinks;

public sealed class FileSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_subtask_writes_one_file_that_appears_at_the_end()
    {
        var path = _folder.At("deep/out.csv");
        using var driver = new SinkDriver<(string, int)>(new FileSink<(string, int)>(path, new CsvEncoder<(string, int)>(header: true)));
        driver.Write(("a", 1), ("b", 2));

        Assert.False(File.Exists(path));
        driver.Finish();

        Assert.Equal("Item1,Item2\na,1\nb,2\n", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.At("deep")));
    }

    [Fact]
    public void Records_larger_than_the_buffer_are_whole()
    {
        var path = _folder.At("out.txt");
        var lines = Enumerable.Range(0, 30).Select(i => new string((char)('a' + i), i * 9_999)).ToArray();
        SinkDriver<string>.Run(Text<string>(path), 0, 1, lines);

        Assert.Equal(lines, File.ReadAllLines(path));
    }

    [Fact]
    public void Empty_output_is_an_empty_file()
    {
        SinkDriver<string>.Run(Text<string>(_folder.At("out.txt")), 0, 1);

        Assert.Equal("", File.ReadAllText(_folder.At("out.txt")));
    }

    [Fact]
    public void Several_subtasks_write_parts_where_there_were_records()
    {
        var sink = Text<string>(_folder.At("out"));
        SinkDriver<string>.Run(sink, 0, 3, "zero");
        SinkDriver<string>.Run(sink, 1, 3);
        SinkDriver<string>.Run(sink, 2, 3, "two");

        Assert.Equal(["part-0-0", "part-2-0"], Names(_folder.At("out")));
    }

    [Fact]
    public void Existing_folder_gets_a_part_even_of_a_single_subtask()
    {
        SinkDriver<int>.Run(Text<int>(_folder.Path), 0, 1, 7);

        Assert.Equal("7\n", File.ReadAllText(_folder.At("part-0-0")));
    }

    [Fact]
    public void Job_that_fails_leaves_nothing_behind()
    {
        using (var driver = new SinkDriver<int>(Text<int>(_folder.At("out.txt"))))
        {
            driver.Write(1, 2, 3);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Existing_output_is_refused_with_what_to_do()
    {
        var file = _folder.Write("out.txt", "old"u8);
        var failure = Assert.Throws<FlinkException>(() => new SinkDriver<int>(Text<int>(file)));
        Assert.Equal(
            $"The output file '{file}' exists. Delete it, choose another path, or allow it to be replaced (FileSinkOptions.Overwrite).",
            failure.Message);

        _folder.Write("parts/part-4-0", "old"u8);
        var parts = Assert.Throws<FlinkException>(() => new SinkDriver<int>(Text<int>(_folder.At("parts")), parallelism: 2));
        Assert.StartsWith($"The output folder '{_folder.At("parts")}' holds results of an earlier run ('part-4-0').", parts.Message, StringComparison.Ordinal);

        var folder = Assert.Throws<FlinkException>(() => new SinkDriver<int>(Text<int>(file), parallelism: 2));
        Assert.Contains("is a file, but 2 subtasks write a folder of files", folder.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(file));
    }

    [Fact]
    public void Overwritten_output_stays_until_the_new_one_is_complete()
    {
        var file = _folder.Write("out.txt", "old"u8);
        using var driver = new SinkDriver<int>(Text<int>(file, overwrite: true));
        driver.Write(1);

        Assert.Equal("old", File.ReadAllText(file));
        driver.Finish();
        Assert.Equal("1\n", File.ReadAllText(file));
    }

    [Fact]
    public void Overwriting_a_folder_removes_all_parts_of_the_earlier_run_and_nothing_else()
    {
        foreach (var name in (string[])["part-0-0", "part-0-1", "part-1-0", "part-7-0", "part-x", "other.txt"])
        {
            _folder.Write(name, "old"u8);
        }

        var sink = Text<int>(_folder.Path, overwrite: true);
        SinkDriver<int>.Run(sink, 1, 2);
        SinkDriver<int>.Run(sink, 0, 2, 5);

        Assert.Equal(["other.txt", "part-0-0", "part-x"], Names(_folder.Path));
        Assert.Equal("5\n", File.ReadAllText(_folder.At("part-0-0")));
    }

    [Fact]
    public void Restarted_job_replaces_what_its_earlier_attempt_finished()
    {
        SinkDriver<int>.Run(Text<int>(_folder.At("out")), 0, 2, 1);
        using var second = new SinkDriver<int>(Text<int>(_folder.At("out")), parallelism: 2, attempt: 1);
        second.Write(2);
        second.Finish();

        Assert.Equal("2\n", File.ReadAllText(_folder.At("out/part-0-0")));
    }

    [Fact]
    public void Output_that_cannot_be_created_is_named_with_the_reason()
    {
        var file = _folder.Write("file", "x"u8);

        var failure = Assert.Throws<FileSystemException>(() => new SinkDriver<int>(Text<int>(file + "/out.txt")));

        Assert.Contains($"'{file}/out.txt'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is a file, not a folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_disk_is_named_with_the_file_and_leaves_nothing_behind()
    {
        var path = _folder.At("out.txt");
        var sink = new FileSink<string>(path, new TextEncoder<string>()) { FileSystem = new FullDisk() };
        FileSystemException failure;
        using (var driver = new SinkDriver<string>(sink))
        {
            failure = Assert.Throws<FileSystemException>(() =>
            {
                driver.Write(new string('x', 1 << 20));
                driver.Finish();
            });
        }

        Assert.Equal(FileSystemError.DiskFull, failure.Error);
        Assert.Contains("the disk or the quota is full", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Scheme_without_a_file_system_is_refused()
    {
        var failure = Assert.Throws<FlinkException>(() => new SinkDriver<int>(Text<int>("s9://bucket/out")));

        Assert.Contains("'s9'", failure.Message, StringComparison.Ordinal);
    }

    private static FileSink<T> Text<T>(string path, bool overwrite = false) =>
        new(path, new TextEncoder<T>(), new FileSinkOptions { Overwrite = overwrite });

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    /// <summary>A disk without room: every file is the kernel's /dev/full.</summary>
    private sealed class FullDisk : FileSystem
    {
        private static readonly FilePath _full = FilePath.OfLocal("/dev/full");
        private readonly LocalFileSystem _local = new();

        public override FileStatus? TryGetStatus(FilePath path) => _local.TryGetStatus(path);

        public override IReadOnlyList<FileStatus> List(FilePath folder) => _local.List(folder);

        public override Stream OpenRead(FilePath path) => _local.OpenRead(path);

        public override Stream Create(FilePath path, CreateMode mode, bool durable = false) => _local.Create(_full, CreateMode.Overwrite);

        public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => new FullFile(Create(path, mode));

        public override void CreateDirectory(FilePath path) => _local.CreateDirectory(path);

        public override bool Delete(FilePath path, bool recursive) => _local.Delete(path, recursive);

        public override void Rename(FilePath from, FilePath to, CreateMode mode) => _local.Rename(from, to, mode);
    }

    private sealed class FullFile(Stream stream) : AtomicFile
    {
        public override Stream Stream => stream;

        public override void Commit() => stream.Dispose();

        protected override void Dispose(bool disposing) => stream.Dispose();
    }
}
