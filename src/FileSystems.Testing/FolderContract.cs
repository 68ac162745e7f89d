using Flink.Core.FileSystems;

namespace Flink.FileSystems.Testing;

/// <summary>The same, and what goes for systems whose folders are things of their own, as those of disks are.</summary>
public abstract class FolderContract : FileSystemContract
{
    [Fact]
    public void File_and_folder_keep_apart()
    {
        var file = Folder.Child("file");
        Write(file, "1");
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.OpenRead(file.Child("x")).Dispose());
        AssertError(FileSystemError.NotAFolder, file.Child("x"), () => Files.Create(file.Child("x"), CreateMode.New).Dispose());
        AssertError(FileSystemError.IsAFolder, Folder, () => Files.Create(Folder, CreateMode.Overwrite).Dispose());
        AssertError(FileSystemError.IsAFolder, Folder, () => Files.CreateAtomic(Folder, CreateMode.Overwrite).Dispose());
    }

    [Fact]
    public void Folder_stays_when_its_last_file_goes()
    {
        Write(Folder.Child("d/file"), "1");
        Files.Delete(Folder.Child("d/file"), recursive: false);
        Assert.Empty(Files.List(Folder.Child("d")));
    }
}
