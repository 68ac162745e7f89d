using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Programs;

namespace Flink.Client.Submission;

/// <summary>A zip in a temporary file, gone when disposed.</summary>
public sealed class PackedFile : IDisposable
{
    private readonly string _path;

    private PackedFile(string path) => _path = path;

    /// <summary>A program: everything in the folder of its entry assembly.</summary>
    /// <param name="entryAssembly">Path of the entry assembly.</param>
    /// <exception cref="FlinkException">A file cannot be read.</exception>
    public static PackedFile OfProgram(string entryAssembly) => Write(target => ProgramArchive.Pack(entryAssembly, target));

    /// <summary>A cached folder.</summary>
    internal static PackedFile Of(CachedFile folder) => Write(folder.CopyTo);

    /// <summary>Opens it; may be called several times.</summary>
    public Stream Open() => new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);

    private static PackedFile Write(Action<Stream> pack)
    {
        var packed = new PackedFile(TemporaryFile());
        try
        {
            using var file = new FileStream(packed._path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17);
            pack(file);
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    private static string TemporaryFile()
    {
        try
        {
            return Path.GetTempFileName();
        }
        catch (IOException e)
        {
            throw new FlinkException($"Nothing can be packed to be sent: {e.Message}. Make room in {Path.GetTempPath()}, or set TMPDIR to a folder that has some.", e);
        }
    }
}
