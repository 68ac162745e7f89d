using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Programs;

namespace Flink.Client.Submission;

/// <summary>A zip in a temporary file that nobody else can open: it is gone when disposed, and also when its process is killed.</summary>
public sealed class PackedFile : IDisposable
{
    private const int BufferBytes = 128 << 10;

    private readonly FileStream _file;

    private PackedFile(FileStream file) => _file = file;

    /// <summary>A program: everything in the folder of its entry assembly.</summary>
    /// <param name="entryAssembly">Path of the entry assembly.</param>
    /// <exception cref="FlinkException">A file cannot be read.</exception>
    public static PackedFile OfProgram(string entryAssembly) => Write(target => ProgramArchive.Pack(entryAssembly, target));

    /// <summary>A cached folder.</summary>
    internal static PackedFile Of(CachedFile folder) => Write(folder.CopyTo);

    /// <summary>Opens it from its start; may be called several times.</summary>
    public Stream Open() => new PackedInput(_file.SafeFileHandle);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static PackedFile Write(Action<Stream> pack)
    {
        var file = TemporaryFile();
        try
        {
            pack(file);
            file.Flush();
            return new PackedFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream TemporaryFile()
    {
        try
        {
            var path = Path.GetTempFileName();
            var file = new FileStream(
                path, FileMode.Create, FileAccess.ReadWrite, FileShare.Delete, BufferBytes, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            if (!OperatingSystem.IsWindows())
            {
                // What is open stays readable without its name, and no end of this process can leave it behind.
                File.Delete(path);
            }

            return file;
        }
        catch (IOException e)
        {
            throw new FlinkException($"Nothing can be packed to be sent: {e.Message}. Make room in {Path.GetTempPath()}, or set TMPDIR to a folder that has some.", e);
        }
    }
}
