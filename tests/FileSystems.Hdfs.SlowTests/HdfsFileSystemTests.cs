using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests;

/// <summary>What HDFS has beyond the contract of file systems.</summary>
public class HdfsFileSystemTests : HdfsFolder
{
    [Fact]
    public void Flushed_durable_file_has_its_bytes_stored_and_is_written_on()
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
    public void Folder_is_listed_over_several_pages()
    {
        var names = Enumerable.Range(0, 1_100).Select(static number => $"folder-{number:D5}").ToArray();
        Parallel.ForEach(names, new ParallelOptions { MaxDegreeOfParallelism = 8 }, name => Files.CreateDirectory(Root.Child(name)));
        Assert.Equal(names, Files.List(Root).Select(static entry => entry.Path.Name));
    }

    [Theory]
    [InlineData("plus+percent%20&amp=?#;,")]
    [InlineData("[brackets]{braces}'quote\"back\\slash")]
    public void Names_are_taken_as_they_are_written(string name)
    {
        var path = Root.Child($"{name}/{name}");
        Write(path, name);
        Assert.Equal([path], Files.List(path.Parent!).Select(static entry => entry.Path));
        Files.Rename(path, path.Parent!.Child($"{name}2"), CreateMode.New);
        Assert.Equal(name, Read(path.Parent!.Child($"{name}2")));
        Assert.True(Files.Delete(path.Parent!, recursive: true));
    }

    [Fact]
    public void Refusals_of_HDFS_say_why()
    {
        var file = Root.Child("file");
        Write(file, "1");
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.List(file.Child("x")));
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.CreateDirectory(file.Child("x")));
        AssertError(FileSystemError.AlreadyExists, Root, () => Files.Rename(file, Root, CreateMode.Overwrite));
        AssertError(FileSystemError.NotFound, Root.Child("no/b"), () => Files.Rename(file, Root.Child("no/b"), CreateMode.New));
        Assert.Null(Files.TryGetStatus(file.Child("x")));
        Assert.Contains("colon", AssertError(FileSystemError.Other, Root.Child("a:b"), () => Write(Root.Child("a:b"), "1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Permissions_are_those_of_HDFS_and_say_whom_they_keep_out()
    {
        var folder = Root.Child("mine");
        Files.CreateDirectory(folder);
        Files.SetPermissions(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Files.GetPermissions(folder));
        var bob = Hadoop.NewFileSystem(static name => name == "HADOOP_USER_NAME" ? "bob" : Environment.GetEnvironmentVariable(name));
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
