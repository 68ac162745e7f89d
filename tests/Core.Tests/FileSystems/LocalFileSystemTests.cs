using Flink.Core.FileSystems;

namespace Flink.Core.Tests.FileSystems;

public class LocalFileSystemTests : TempFolder
{
    private readonly LocalFileSystem _files = new();

    [Fact]
    public void A_file_is_read_as_it_was_written_and_can_be_sought_in()
    {
        var path = Root.Child("a/b/file.bin");
        Write(path, "hello");
        using var stream = _files.OpenRead(path);
        Assert.Equal(5, stream.Length);
        stream.Position = 3;
        Assert.Equal("lo", new StreamReader(stream).ReadToEnd());

        var status = _files.GetStatus(path);
        Assert.Equal((5L, false), (status.Length, status.IsDirectory));
        Assert.True(_files.GetStatus(path.Parent!).IsDirectory);
        Assert.InRange(status.ModifiedAt, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue);
    }

    [Fact]
    public void A_folder_is_listed_in_order_and_not_below()
    {
        Write(Root.Child("b"), "1");
        Write(Root.Child("a/c"), "1");
        Write(Root.Child(".hidden"), "1");
        Assert.Equal([".hidden", "a", "b"], _files.List(Root).Select(entry => entry.Path.Name));
        Assert.Equal([false, true, false], _files.List(Root).Select(entry => entry.IsDirectory));
    }

    [Fact]
    public void A_new_file_does_not_replace_another()
    {
        var path = Root.Child("a");
        Write(path, "old");
        AssertError(FileSystemError.AlreadyExists, path, () => _files.Create(path, CreateMode.New));
        AssertError(FileSystemError.AlreadyExists, path, () => _files.CreateAtomic(path, CreateMode.New));
        Assert.Equal("old", Read(path));
        Write(path, "new");
        Assert.Equal("new", Read(path));
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
    public void An_atomic_file_appears_at_its_commit()
    {
        var path = Root.Child("out/part-0");
        using (var file = _files.CreateAtomic(path, CreateMode.New))
        {
            file.Stream.Write("whole"u8);
            file.Stream.Flush();
            Assert.False(_files.Exists(path));
            Assert.All(_files.List(path.Parent!), entry => Assert.True(entry.Path.IsHidden));
            file.Commit();
        }

        Assert.Equal("whole", Read(path));
        Assert.Single(_files.List(path.Parent!));
    }

    [Fact]
    public void An_atomic_file_that_is_not_committed_leaves_nothing()
    {
        var path = Root.Child("out/part-0");
        using (var file = _files.CreateAtomic(path, CreateMode.Overwrite))
        {
            file.Stream.Write("half"u8);
        }

        Assert.Empty(_files.List(path.Parent!));
    }

    [Fact]
    public void Of_two_atomic_files_of_one_name_the_second_to_commit_fails_or_replaces_as_it_was_told()
    {
        var path = Root.Child("x");
        using var first = _files.CreateAtomic(path, CreateMode.New);
        using var second = _files.CreateAtomic(path, CreateMode.New);
        using var third = _files.CreateAtomic(path, CreateMode.Overwrite);
        first.Stream.Write("1"u8);
        third.Stream.Write("3"u8);
        first.Commit();
        AssertError(FileSystemError.AlreadyExists, path, second.Commit);
        Assert.Equal("1", Read(path));
        third.Commit();
        Assert.Equal("3", Read(path));
    }

    [Fact]
    public void Deleting_says_whether_there_was_something()
    {
        Write(Root.Child("d/e"), "1");
        Assert.False(_files.Delete(Root.Child("nothing"), recursive: true));
        AssertError(FileSystemError.FolderNotEmpty, Root.Child("d"), () => _files.Delete(Root.Child("d"), recursive: false));
        Assert.True(_files.Delete(Root.Child("d"), recursive: true));
        Assert.False(_files.Exists(Root.Child("d")));
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
    public void Renaming_moves_files_and_folders_and_replaces_only_when_told()
    {
        Write(Root.Child("d/a"), "1");
        Write(Root.Child("b"), "2");
        _files.Rename(Root.Child("d"), Root.Child("e"), CreateMode.New);
        AssertError(FileSystemError.AlreadyExists, Root.Child("b"), () => _files.Rename(Root.Child("e/a"), Root.Child("b"), CreateMode.New));
        _files.Rename(Root.Child("e/a"), Root.Child("b"), CreateMode.Overwrite);
        Assert.Equal("1", Read(Root.Child("b")));
        Assert.Empty(_files.List(Root.Child("e")));
        AssertError(FileSystemError.NotFound, Root.Child("gone"), () => _files.Rename(Root.Child("gone"), Root.Child("x"), CreateMode.New));
    }

    [Fact]
    public void Errors_say_what_is_wrong_with_which_path()
    {
        var file = Root.Child("file");
        Write(file, "1");
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => _files.OpenRead(Root.Child("no")));
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => _files.GetStatus(Root.Child("no")));
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => _files.List(Root.Child("no")));
        AssertError(FileSystemError.NotAFolder, file, () => _files.List(file));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => _files.OpenRead(file.Child("x")));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => _files.Create(file.Child("x"), CreateMode.New));
        AssertError(FileSystemError.AlreadyExists, file, () => _files.CreateDirectory(file));
        AssertError(FileSystemError.IsAFolder, Root, () => _files.OpenRead(Root));
        AssertError(FileSystemError.IsAFolder, Root, () => _files.Create(Root, CreateMode.Overwrite));
        AssertError(FileSystemError.IsAFolder, Root, () => _files.CreateAtomic(Root, CreateMode.Overwrite));
        _files.CreateDirectory(Root);
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
