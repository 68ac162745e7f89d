using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.ResourceManagers.Processes;

/// <summary>The private folder of one worker: its options, which process it is, and its temporary files. It is there as long as the worker may be.</summary>
/// <param name="path">The folder; its name is that of the worker.</param>
internal sealed class WorkerFolder(string path)
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path => path;

    public string Name => System.IO.Path.GetFileName(path);

    public string OptionsFile => System.IO.Path.Combine(path, "options.yaml");

    public string Temporary => System.IO.Path.Combine(path, "tmp");

    private string ProcessFile => System.IO.Path.Combine(path, "process");

    public static IEnumerable<WorkerFolder> AllIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(static path => new WorkerFolder(path)) : [];

    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Create(FlinkConfiguration options)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }

        Directory.CreateDirectory(path, PrivateFolder);
        Directory.CreateDirectory(Temporary, PrivateFolder);
        PropertiesFile.Write(OptionsFile, options);
    }

    /// <summary>Remembers the process, whole or not at all.</summary>
    public void Remember(ProcessIdentity process)
    {
        File.WriteAllText(ProcessFile + ".new", process.ToText());
        File.Move(ProcessFile + ".new", ProcessFile, overwrite: true);
    }

    /// <summary>The process that was remembered; null when it never got that far.</summary>
    public ProcessIdentity? Process => File.Exists(ProcessFile) ? ProcessIdentity.Parse(File.ReadAllText(ProcessFile)) : null;

    public void Delete()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
