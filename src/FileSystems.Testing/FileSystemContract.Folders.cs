using Flink.Core.FileSystems;

namespace Flink.FileSystems.Testing;

/// <summary>Folders, deletion, renaming, and errors.</summary>
public abstract partial class FileSystemContract
{
    [Fact]
    public void Folder_that_was_created_is_there_until_it_is_deleted()
    {
        var folder = Folder.Child("a/b");
        Assert.False(Files.Exists(folder));

        Files.CreateDirectory(folder);
        Files.CreateDirectory(folder);
        Assert.True(Files.GetStatus(folder).IsDirectory);
        Assert.True(Files.GetStatus(folder.Parent!).IsDirectory);
        Assert.Empty(Files.List(folder));

        Write(folder.Child("x"), "1");
        Files.Delete(folder.Child("x"), recursive: false);
        Assert.Empty(Files.List(folder));
        Assert.True(Files.Delete(folder, recursive: false));
        Assert.False(Files.Exists(folder));
    }

    [Fact]
    public void Folder_that_came_with_a_file_stays_when_it_is_created_and_emptied()
    {
        var folder = Folder.Child("came");
        Write(folder.Child("x"), "1");
        Files.CreateDirectory(folder);
        Files.Delete(folder.Child("x"), recursive: false);
        Assert.Empty(Files.List(folder));
    }

    [Fact]
    public void Folder_is_listed_in_order_and_not_below()
    {
        foreach (var name in (string[])["b", "a/c", "a/d/e", ".hidden", "a-b", "a.b"])
        {
            Write(Folder.Child(name), "1");
        }

        var entries = Files.List(Folder);
        Assert.Equal([".hidden", "a", "a-b", "a.b", "b"], entries.Select(static entry => entry.Path.Name));
        Assert.Equal(["a"], entries.Where(static entry => entry.IsDirectory).Select(static entry => entry.Path.Name));
        Assert.Equal(["c", "d"], Names(Folder.Child("a")));
        Assert.All(entries, entry => Assert.Equal(Folder, entry.Path.Parent));
    }

    [Fact]
    public void Deleting_says_whether_there_was_something()
    {
        Write(Folder.Child("d/e"), "1");
        Write(Folder.Child("d/f/g"), "1");
        Write(Folder.Child("d-not"), "1");

        Assert.False(Files.Delete(Folder.Child("nothing"), recursive: true));
        Assert.False(Files.Delete(Folder.Child("nothing"), recursive: false));
        AssertError(FileSystemError.FolderNotEmpty, Folder.Child("d"), () => Files.Delete(Folder.Child("d"), recursive: false));
        Assert.True(Files.Delete(Folder.Child("d/e"), recursive: false));
        Assert.True(Files.Delete(Folder.Child("d"), recursive: true));
        Assert.False(Files.Exists(Folder.Child("d")));
        Assert.False(Files.Exists(Folder.Child("d/f/g")));
        Assert.Equal(["d-not"], Names(Folder));
    }

    [Fact]
    public void File_is_renamed_and_replaces_only_when_told()
    {
        Files.CreateDirectory(Folder.Child("d"));
        Write(Folder.Child("a"), "1");
        Write(Folder.Child("b"), "2");

        Files.Rename(Folder.Child("a"), Folder.Child("d/a"), CreateMode.New);
        Assert.False(Files.Exists(Folder.Child("a")));
        AssertError(FileSystemError.AlreadyExists, Folder.Child("b"), () => Files.Rename(Folder.Child("d/a"), Folder.Child("b"), CreateMode.New));
        Assert.Equal(("1", "2"), (Read(Folder.Child("d/a")), Read(Folder.Child("b"))));
        Files.Rename(Folder.Child("d/a"), Folder.Child("b"), CreateMode.Overwrite);
        Assert.Equal("1", Read(Folder.Child("b")));
        Assert.Empty(Files.List(Folder.Child("d")));
        AssertError(FileSystemError.NotFound, Folder.Child("gone"), () => Files.Rename(Folder.Child("gone"), Folder.Child("x"), CreateMode.New));
    }

    [Fact]
    public void Large_and_empty_files_are_renamed_whole()
    {
        var content = Pattern(LargeFile + 1);
        using (var stream = Files.Create(Folder.Child(".large"), CreateMode.New))
        {
            stream.Write(content);
        }

        Write(Folder.Child(".empty"), "");
        Files.Rename(Folder.Child(".large"), Folder.Child("large"), CreateMode.New);
        Files.Rename(Folder.Child(".empty"), Folder.Child("empty"), CreateMode.New);

        Assert.Equal(["empty", "large"], Names(Folder));
        using var input = Files.OpenRead(Folder.Child("large"));
        Assert.True(content.AsSpan().SequenceEqual(Rest(input)), "The content differs.");
    }

    [Fact]
    public void Folder_is_renamed_with_all_it_holds()
    {
        Write(Folder.Child("d/a"), "1");
        Write(Folder.Child("d/e/b"), "2");
        Write(Folder.Child("x/y"), "3");

        AssertError(FileSystemError.AlreadyExists, Folder.Child("x"), () => Files.Rename(Folder.Child("d"), Folder.Child("x"), CreateMode.New));
        Files.Rename(Folder.Child("d"), Folder.Child("e"), CreateMode.New);

        Assert.Equal(["e", "x"], Names(Folder));
        Assert.Equal(("1", "2"), (Read(Folder.Child("e/a")), Read(Folder.Child("e/e/b"))));
    }

    [Fact]
    public void Errors_say_what_is_wrong_with_which_path()
    {
        var (file, none) = (Folder.Child("file"), Folder.Child("no"));
        Write(file, "1");
        AssertError(FileSystemError.NotFound, none, () => Files.OpenRead(none).Dispose());
        AssertError(FileSystemError.NotFound, none, () => Files.GetStatus(none));
        AssertError(FileSystemError.NotFound, none, () => Files.List(none));
        AssertError(FileSystemError.NotAFolder, file, () => Files.List(file));
        AssertError(FileSystemError.AlreadyExists, file, () => Files.CreateDirectory(file));
        AssertError(FileSystemError.IsAFolder, Folder, () => Files.OpenRead(Folder).Dispose());
        Assert.Null(Files.TryGetStatus(none));
    }
}
