using Flink.Core.FileSystems;

namespace Flink.Core.Tests.FileSystems;

/// <summary>What disks promise beyond the contract of all file systems, which <see cref="LocalFileSystemContract"/> shows.</summary>
public class LocalFileSystemTests : TempFolder
{
    private readonly LocalFileSystem _files = new();

    [Fact]
    public void An_atomic_file_that_would_replace_another_is_refused_before_it_is_written()
    {
        var path = Root.Child("a");
        Write(path, "old");
        AssertError(FileSystemError.AlreadyExists, path, () => _files.CreateAtomic(path, CreateMode.New));
        Assert.Equal("old", Read(path));
    }

    [Fact]
    public void A_durable_stream_has_its_bytes_in_the_file_after_a_flush()
    {
        var path = Root.Child("log");
        using var stream = _files.Create(path, CreateMode.New, durable: true);
        stream.WriteByte((byte)'x');
        stream.Flush();
        Assert.Equal("x", Read(path));
    }

    [Fact]
    public void Deleting_a_link_leaves_what_it_points_to()
    {
        Write(Root.Child("d/e"), "1");
        Directory.CreateSymbolicLink(Root.Child("link").LocalPath, Root.Child("d").LocalPath);
        Assert.True(_files.Delete(Root.Child("link"), recursive: true));
        Assert.True(_files.Exists(Root.Child("d/e")));
    }

    [Fact]
    public void A_full_disk_is_named_as_such()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full to write to.");
        var full = FilePath.OfLocal("/dev/full");
        var error = AssertError(FileSystemError.DiskFull, full, () =>
        {
            using var stream = _files.Create(full, CreateMode.Overwrite);
            stream.Write(new byte[200_000]);
        });
        Assert.True(error.IsRetryable);
    }

    [Fact]
    public void A_full_disk_is_named_when_the_last_bytes_are_written_on_closing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full to write to.");
        var full = FilePath.OfLocal("/dev/full");
        var stream = _files.Create(full, CreateMode.Overwrite);
        stream.WriteByte(1);
        AssertError(FileSystemError.DiskFull, full, stream.Dispose);
    }

    [Fact]
    public void A_place_without_permission_is_named_as_such()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a folder where even the superuser may not create a file.");
        var path = FilePath.OfLocal("/sys/flink-core-tests");
        var error = AssertError(FileSystemError.PermissionDenied, path, () => _files.Create(path, CreateMode.New));
        Assert.False(error.IsRetryable);
    }

    private static FileSystemException AssertError(FileSystemError expected, FilePath path, Action action)
    {
        var error = Assert.Throws<FileSystemException>(action);
        Assert.Equal(expected, error.Error);
        Assert.Contains(path.LocalPath, error.Message, StringComparison.Ordinal);
        return error;
    }

    private void Write(FilePath path, string text)
    {
        using var writer = new StreamWriter(_files.Create(path, CreateMode.Overwrite));
        writer.Write(text);
    }

    private string Read(FilePath path)
    {
        using var reader = new StreamReader(_files.OpenRead(path));
        return reader.ReadToEnd();
    }
}
