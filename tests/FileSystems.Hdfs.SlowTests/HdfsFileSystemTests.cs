using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Files;
using Flink.FileSystems.Hdfs.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests;

public class HdfsFileSystemTests : HdfsFolder
{
    [Fact]
    public void A_file_is_read_as_it_was_written_and_can_be_sought_in()
    {
        var path = Root.Child("a/b/file.bin");
        Write(path, "hello");
        using var stream = Files.OpenRead(path);
        Assert.Equal(5, stream.Length);
        stream.Position = 3;
        Assert.Equal("lo", new StreamReader(stream).ReadToEnd());
        stream.Position = 0;
        Assert.Equal('h', stream.ReadByte());
        Assert.Equal((5L, false), (Files.GetStatus(path).Length, Files.GetStatus(path).IsDirectory));
        Assert.True(Files.GetStatus(path.Parent!).IsDirectory);
    }

    [Fact]
    public void A_file_of_many_segments_is_whole_and_every_range_of_it_can_be_read()
    {
        var bytes = new byte[(2 * HdfsOutput.SegmentBytes) + 12_345];
        new Random(17).NextBytes(bytes);
        var path = Root.Child("large");
        using (var file = Files.CreateAtomic(path, CreateMode.New))
        {
            file.Stream.Write(bytes);
            Assert.False(Files.Exists(path));
            file.Commit();
        }

        using var stream = Files.OpenRead(path);
        Assert.Equal(bytes.Length, stream.Length);
        var read = new byte[bytes.Length];
        stream.ReadExactly(read);
        Assert.True(bytes.AsSpan().SequenceEqual(read));
        Assert.Equal(0, stream.Read(read));
        foreach (var offset in (int[])[0, 1, HdfsOutput.SegmentBytes - 3, bytes.Length - 1, 500_000, 500_100])
        {
            stream.Position = offset;
            Assert.Equal(bytes[offset], stream.ReadByte());
        }
    }

    [Fact]
    public void A_flushed_durable_file_has_its_bytes_stored_and_can_be_written_on()
    {
        var path = Root.Child("log");
        using (var stream = Files.Create(path, CreateMode.Overwrite, durable: true))
        {
            stream.Write("one "u8);
            stream.Flush();
            Assert.Equal("one ", Read(path));
            stream.Write("two"u8);
            stream.Flush();
            Assert.Equal("one two", Read(path));
        }

        Assert.Equal("one two", Read(path));
    }

    [Fact]
    public void A_new_file_does_not_replace_another_and_of_two_only_one_succeeds()
    {
        var path = Root.Child("a");
        using var first = Files.Create(path, CreateMode.New);
        using var second = Files.Create(path, CreateMode.New);
        first.Write("1"u8);
        first.Dispose();
        AssertError(FileSystemError.AlreadyExists, path, second.Dispose);
        AssertError(FileSystemError.AlreadyExists, path, () => Files.Create(path, CreateMode.New));
        Assert.Equal("1", Read(path));
        Assert.Single(Files.List(Root));
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        Files.Create(Root.Child("empty"), CreateMode.New, durable: true).Dispose();
        Assert.Equal(0, Files.GetStatus(Root.Child("empty")).Length);
        Assert.Equal("", Read(Root.Child("empty")));
    }

    [Fact]
    public void Of_two_atomic_files_of_one_name_the_second_to_commit_fails_or_replaces_as_it_was_told()
    {
        var path = Root.Child("x");
        using (var first = Files.CreateAtomic(path, CreateMode.New))
        using (var second = Files.CreateAtomic(path, CreateMode.New))
        using (var third = Files.CreateAtomic(path, CreateMode.Overwrite))
        using (var never = Files.CreateAtomic(path, CreateMode.New))
        {
            first.Stream.Write("1"u8);
            third.Stream.Write("3"u8);
            never.Stream.Write("4"u8);
            never.Stream.Flush();
            first.Commit();
            AssertError(FileSystemError.AlreadyExists, path, second.Commit);
            Assert.Equal("1", Read(path));
            third.Commit();
            Assert.Equal("3", Read(path));
        }

        Assert.Single(Files.List(Root));
    }

    [Fact]
    public void A_folder_is_listed_in_order_with_hidden_names_and_over_several_pages()
    {
        foreach (var name in (string[])["b", ".hidden", "a/below"])
        {
            Write(Root.Child(name), name);
        }

        Assert.Equal([".hidden", "a", "b"], Files.List(Root).Select(entry => entry.Path.Name));
        Assert.Equal([false, true, false], Files.List(Root).Select(entry => entry.IsDirectory));
        var many = Root.Child("many");
        var names = Enumerable.Range(0, 1_100).Select(number => $"folder-{number:D5}").ToArray();
        Parallel.ForEach(names, new ParallelOptions { MaxDegreeOfParallelism = 8 }, name => Files.CreateDirectory(many.Child(name)));
        Assert.Equal(names, Files.List(many).Select(entry => entry.Path.Name));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("plus+percent%20&amp=?#;,")]
    [InlineData("ünï ☃ 日本")]
    [InlineData("[brackets]{braces}'quote\"back\\slash")]
    public void Names_are_taken_as_they_are_written(string name)
    {
        var path = Root.Child($"{name}/{name}");
        Write(path, name);
        Assert.Equal([path], Files.List(path.Parent!).Select(entry => entry.Path));
        Files.Rename(path, path.Parent!.Child($"{name}2"), CreateMode.New);
        Assert.Equal(name, Read(path.Parent!.Child($"{name}2")));
        Assert.True(Files.Delete(path.Parent!, recursive: true));
    }

    [Fact]
    public void Deleting_says_whether_there_was_something()
    {
        Write(Root.Child("d/e"), "1");
        Assert.False(Files.Delete(Root.Child("nothing"), recursive: true));
        AssertError(FileSystemError.FolderNotEmpty, Root.Child("d"), () => Files.Delete(Root.Child("d"), recursive: false));
        Assert.True(Files.Delete(Root.Child("d"), recursive: true));
        Assert.False(Files.Exists(Root.Child("d")));
    }

    [Fact]
    public void Renaming_moves_files_and_folders_and_replaces_only_when_told()
    {
        Write(Root.Child("d/a"), "1");
        Write(Root.Child("b"), "2");
        Files.Rename(Root.Child("d"), Root.Child("e"), CreateMode.New);
        AssertError(FileSystemError.AlreadyExists, Root.Child("b"), () => Files.Rename(Root.Child("e/a"), Root.Child("b"), CreateMode.New));
        AssertError(FileSystemError.AlreadyExists, Root.Child("e"), () => Files.Rename(Root.Child("b"), Root.Child("e"), CreateMode.New));
        AssertError(FileSystemError.AlreadyExists, Root.Child("e"), () => Files.Rename(Root.Child("b"), Root.Child("e"), CreateMode.Overwrite));
        AssertError(FileSystemError.NotFound, Root.Child("no/b"), () => Files.Rename(Root.Child("b"), Root.Child("no/b"), CreateMode.New));
        Files.Rename(Root.Child("e/a"), Root.Child("b"), CreateMode.Overwrite);
        Assert.Equal("1", Read(Root.Child("b")));
        Assert.Empty(Files.List(Root.Child("e")));
        AssertError(FileSystemError.NotFound, Root.Child("gone"), () => Files.Rename(Root.Child("gone"), Root.Child("x"), CreateMode.New));
    }

    [Fact]
    public void Errors_say_what_is_wrong_with_which_path()
    {
        var file = Root.Child("file");
        Write(file, "1");
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => Files.OpenRead(Root.Child("no")));
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => Files.GetStatus(Root.Child("no")));
        AssertError(FileSystemError.NotFound, Root.Child("no"), () => Files.List(Root.Child("no")));
        AssertError(FileSystemError.NotAFolder, file, () => Files.List(file));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.List(file.Child("x")));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.OpenRead(file.Child("x")));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Write(file.Child("x"), "1"));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.CreateDirectory(file.Child("x")));
        AssertError(FileSystemError.AlreadyExists, file, () => Files.CreateDirectory(file));
        AssertError(FileSystemError.IsAFolder, Root, () => Files.OpenRead(Root));
        AssertError(FileSystemError.IsAFolder, Root, () => Files.Create(Root, CreateMode.Overwrite));
        AssertError(FileSystemError.IsAFolder, Root, () => Files.CreateAtomic(Root, CreateMode.Overwrite));
        Assert.Null(Files.TryGetStatus(file.Child("x")));
        Assert.Contains("colon", AssertError(FileSystemError.Other, Root.Child("a:b"), () => Write(Root.Child("a:b"), "1")).Message, StringComparison.Ordinal);
        Files.CreateDirectory(Root);
    }

    [Fact]
    public void Permissions_are_those_of_hdfs_and_say_whom_they_keep_out()
    {
        var folder = Root.Child("mine");
        Files.CreateDirectory(folder);
        Files.SetPermissions(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Files.GetPermissions(folder));
        var bob = NewFileSystem(name => name == "HADOOP_USER_NAME" ? "bob" : Environment.GetEnvironmentVariable(name));
        var error = AssertError(FileSystemError.PermissionDenied, folder.Child("x"), () => bob.Create(folder.Child("x"), CreateMode.New));
        Assert.Contains("'bob'", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRetryable);
        AssertError(FileSystemError.PermissionDenied, folder, () => bob.List(folder));
        AssertError(FileSystemError.PermissionDenied, folder, () => bob.SetPermissions(folder, UnixFileMode.UserRead));
    }

    [Fact]
    public void One_file_has_many_addresses()
    {
        Write(Root.Child("f"), "1");
        foreach (var start in (string[])["hdfs://localhost:8020", "hdfs://localhost", "webhdfs://localhost:9870", "webhdfs://localhost", "webhdfs://"])
        {
            Assert.Equal("1", Read(FilePath.Parse($"{start}{Root.Path}/f")));
        }
    }
}
