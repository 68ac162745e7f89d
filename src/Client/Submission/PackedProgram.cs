using Flink.Core;
using Flink.Core.Programs;

namespace Flink.Client.Submission;

/// <summary>A program's zip in a temporary file, gone when disposed.</summary>
internal sealed class PackedProgram : IDisposable
{
    private readonly string _path;

    private PackedProgram(string path) => _path = path;

    public static PackedProgram Of(string entryAssembly)
    {
        var packed = new PackedProgram(TemporaryFile());
        try
        {
            using var file = new FileStream(packed._path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17);
            ProgramArchive.Pack(entryAssembly, file);
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
            throw new FlinkException(
                $"The program cannot be packed to be sent: {e.Message}. Make room in {Path.GetTempPath()}, or set TMPDIR to a folder that has some.", e);
        }
    }

    public Stream Open() => new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);

    public void Dispose() => File.Delete(_path);
}
