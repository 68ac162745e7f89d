using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests;

/// <summary>A test with a folder of its own on the service, looked at from outside too.</summary>
public abstract class S3Test : IDisposable
{
    private readonly AmazonS3Client _client = S3Service.Client();

    /// <summary>Deleted with what the test has left.</summary>
    protected FilePath Folder { get; } = S3Service.NewFolder();

    /// <summary>Without anything in between.</summary>
    protected FileSystem Files { get; } = S3Service.Open();

    protected AmazonS3Client Client => _client;

    public void Dispose()
    {
        Files.Delete(Folder, recursive: true);
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Write(FilePath path, string text) => WriteWith(Files, path, Encoding.UTF8.GetBytes(text));

    protected static void WriteWith(FileSystem files, FilePath path, ReadOnlySpan<byte> content, CreateMode mode = CreateMode.Overwrite)
    {
        using var stream = files.Create(path, mode);
        stream.Write(content);
    }

    protected string Read(FilePath path)
    {
        using var reader = new StreamReader(Files.OpenRead(path));
        return reader.ReadToEnd();
    }

    /// <summary>Objects that are on their way to the folder.</summary>
    protected async Task<int> UploadsAsync() =>
        (await _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = S3Service.Bucket, Prefix = Folder.Path[1..] })).MultipartUploads?.Count ?? 0;

    protected static FileSystemException AssertError(FileSystemError expected, Action action)
    {
        var error = Assert.Throws<FileSystemException>(action);
        Assert.True(expected == error.Error, $"{error.Error} and not {expected}: {error}");
        return error;
    }
}
