using Flink.Cli.CommandLine;
using Flink.Core.Programs;

namespace Flink.Cli.Programs;

/// <summary>A program on this machine; what was unpacked for it goes with it.</summary>
/// <param name="path">Its entry assembly.</param>
/// <param name="unpacked">The folder that a zip was unpacked into; null when the program was there.</param>
internal sealed class LocatedProgram(string path, string? unpacked = null) : IDisposable
{
    public string Path => path;

    /// <summary>Unpacks a zip into a temporary folder.</summary>
    /// <exception cref="ProgramArchiveException">It is no program, or may not be unpacked.</exception>
    /// <exception cref="CliException">It cannot be read, or there is no room.</exception>
    public static LocatedProgram Unpack(string zip)
    {
        var folder = Directory.CreateTempSubdirectory("flink-program-").FullName;
        try
        {
            using var archive = File.OpenRead(zip);
            return new LocatedProgram(ProgramArchive.Unpack(archive, zip, System.IO.Path.Combine(folder, "program"), new ProgramArchiveLimits()), folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Directory.Delete(folder, recursive: true);
            throw new CliException($"{zip} cannot be unpacked into {folder}: {e.Message}", e);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        if (unpacked is not null)
        {
            // Its assemblies stay loaded, which Unix allows.
            Directory.Delete(unpacked, recursive: true);
        }
    }
}
