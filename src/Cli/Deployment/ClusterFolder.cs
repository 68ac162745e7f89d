using Flink.Cli.Processes;
using Flink.Client.Deployment;
using Flink.Core.FileSystems;
using Flink.ResourceManagers.Processes;

namespace Flink.Cli.Deployment;

/// <summary>What is known on this machine of one cluster of processes, in a private folder that is there as long as the cluster may be.</summary>
internal sealed class ClusterFolder(string path)
{
    private static readonly LocalFileSystem _files = new();

    public string Id => Path.GetFileName(path);

    public string Options => Path.Combine(path, "options.yaml");

    public string Address => Path.Combine(path, "rest");

    public string DriverState => Path.Combine(path, "driver");

    public string Temporary => Path.Combine(path, "tmp");

    /// <summary>Whether workers outlive the JobManager, so that the next one finds them.</summary>
    public bool IsHighlyAvailable
    {
        get => File.Exists(Marker);
        set
        {
            if (value)
            {
                File.WriteAllText(Marker, "");
            }
            else
            {
                // Of an earlier cluster of this name.
                File.Delete(Marker);
            }
        }
    }

    /// <summary>The process of the JobManager; null when none was recorded.</summary>
    public ProcessIdentity? JobManager
    {
        get => Read(ProcessFile) is { } text ? ProcessIdentity.Parse(text) : null;
        set => Write(ProcessFile, value!.ToText());
    }

    /// <summary>Where its processes log.</summary>
    public string Logs
    {
        get => Read(LogsFile) ?? path;
        set => Write(LogsFile, value);
    }

    /// <summary>Where its REST endpoint is; null as long as it takes no jobs.</summary>
    public string? RestAddress => AddressFolder.TryRead(_files, FilePath.OfLocal(Address));

    private string Marker => Path.Combine(path, "high-availability");

    private string ProcessFile => Path.Combine(path, "jobmanager");

    private string LogsFile => Path.Combine(path, "logs");

    public static IEnumerable<ClusterFolder> AllIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(static path => new ClusterFolder(path)) : [];

    public void Create()
    {
        StateFolders.CreatePrivate(path);
        StateFolders.CreatePrivate(Temporary);
        if (Directory.Exists(Address))
        {
            Directory.Delete(Address, recursive: true);
        }
    }

    public void Delete()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // Not there, or gone with the cluster.
            return null;
        }
    }

    private static void Write(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
