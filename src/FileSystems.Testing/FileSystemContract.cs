using System.Security.Cryptography;
using System.Text;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.Testing;

/// <summary>What everybody who uses a file system relies on. Derive it for a store that knows no folders but those that names suggest, and run it with xunit.v3.</summary>
public abstract partial class FileSystemContract : IDisposable
{
    private FilePath? _folder;

    /// <summary>The file system; the same one, or a new one each time.</summary>
    protected abstract FileSystem Files { get; }

    /// <summary>A folder that may be filled and emptied; it need not exist.</summary>
    protected abstract FilePath Home { get; }

    /// <summary>Whether names may have a colon.</summary>
    protected virtual bool TakesColons => true;

    /// <summary>Bytes of a file that is too large to be written at once.</summary>
    protected virtual int LargeFile => 12 << 20;

    /// <summary>A folder of the test that runs, which does not exist when it begins.</summary>
    protected FilePath Folder => _folder ??= Home.Child(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>Deletes what the test has left.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes what the test has left.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_folder is not null)
        {
            Files.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Writes a file, in the place of what is there.</summary>
    protected void Write(FilePath path, string text)
    {
        using var stream = Files.Create(path, CreateMode.Overwrite);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a file.</summary>
    protected string Read(FilePath path)
    {
        using var reader = new StreamReader(Files.OpenRead(path));
        return reader.ReadToEnd();
    }

    /// <summary>Names of what is in a folder.</summary>
    protected IEnumerable<string> Names(FilePath folder) => Files.List(folder).Select(static entry => entry.Path.Name);

    /// <summary>Expects an error of a kind, whose message names the path.</summary>
    protected static FileSystemException AssertError(FileSystemError expected, FilePath path, Action action)
    {
        ArgumentNullException.ThrowIfNull(path);
        var error = Assert.Throws<FileSystemException>(action);
        Assert.True(expected == error.Error, $"{error.Error} and not {expected}: {error}");
        Assert.Contains(path.Path, error.Message, StringComparison.Ordinal);
        return error;
    }

    /// <summary>Bytes that are the same in each run and repeat nowhere near.</summary>
    protected static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        var state = 0x2545F491u;
        for (var i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            bytes[i] = (byte)state;
        }

        return bytes;
    }
}
