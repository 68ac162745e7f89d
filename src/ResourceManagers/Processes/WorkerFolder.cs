using System.Text;
using System.Text.Json;
using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.ResourceManagers.Processes;

/// <summary>The private folder of one worker: its options, which process it is, and its temporary files. It is there as long as the worker may be.</summary>
/// <param name="path">The folder; its name is that of the worker.</param>
internal sealed class WorkerFolder(string path)
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Name => Path.GetFileName(path);

    public string OptionsFile => Path.Combine(path, "options.yaml");

    public string Temporary => Path.Combine(path, "tmp");

    private string ProcessFile => Path.Combine(path, "process");

    public static IEnumerable<WorkerFolder> AllIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(static path => new WorkerFolder(path)) : [];

    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Create(FlinkConfiguration options)
    {
        Directory.CreateDirectory(path, PrivateFolder);
        Directory.CreateDirectory(Temporary, PrivateFolder);
        Write(OptionsFile, ToYaml(options));
    }

    /// <summary>Remembers the process, whole or not at all.</summary>
    public void Remember(ProcessIdentity process)
    {
        Write(ProcessFile + ".new", process.ToText());
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

    // A quoted text of JSON is one of YAML.
    private static string ToYaml(FlinkConfiguration options)
    {
        var lines = new StringBuilder();
        foreach (var (key, value) in options.Entries)
        {
            lines.Append(JsonSerializer.Serialize(key)).Append(": ").Append(JsonSerializer.Serialize(value.Value)).Append('\n');
        }

        return lines.ToString();
    }

    private static void Write(string file, string text)
    {
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        });
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: false);
    }
}
