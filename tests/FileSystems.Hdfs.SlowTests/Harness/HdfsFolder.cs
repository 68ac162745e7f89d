using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Files;

namespace Flink.FileSystems.Hdfs.SlowTests.Harness;

/// <summary>A folder of its own for each test on the cluster that HADOOP_CONF_DIR names; removed when the test has ended.</summary>
[Collection(Hadoop.Collection)]
public abstract class HdfsFolder : IDisposable
{
    private protected HdfsFolder()
    {
        Files = Hadoop.NewFileSystem();
        Root = Hadoop.NewFolder();
        Files.CreateDirectory(Root);
    }

    private protected HdfsFileSystem Files { get; }

    private protected FilePath Root { get; }

    public void Dispose()
    {
        Files.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected void Write(FilePath path, string text)
    {
        using var writer = new StreamWriter(Files.Create(path, CreateMode.Overwrite));
        writer.Write(text);
    }

    private protected string Read(FilePath path)
    {
        using var reader = new StreamReader(Files.OpenRead(path));
        return reader.ReadToEnd();
    }

    private protected static FileSystemException AssertError(FileSystemError expected, FilePath path, Action action)
    {
        var error = Assert.Throws<FileSystemException>(action);
        Assert.Equal(expected, error.Error);
        Assert.Contains(path.ToString(), error.Message, StringComparison.Ordinal);
        return error;
    }
}
