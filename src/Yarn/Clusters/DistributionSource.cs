using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>Where the archive comes from that containers find the engine in: folders that are provided, an archive that is named, or this installation, which is packed and uploaded once.</summary>
internal sealed class DistributionSource(DescriptorSurroundings surroundings, StagingFolder staging)
{
    private const string HomeVariable = "FLINK_HOME";
    private const string Beginning = "flink-";
    private static readonly string[] _endings = [".tar.gz", ".tgz", ".tar", ".zip"];

    /// <summary>The archive, as it is there for all machines.</summary>
    /// <param name="cluster">The cluster that is going to use it.</param>
    /// <exception cref="FlinkException">There is none, or it cannot be uploaded.</exception>
    public FilePath Provide(string cluster)
    {
        var configuration = surroundings.Configuration;
        if (configuration.TryGet(YarnOptions.ProvidedLibraryDirectories, out var folders))
        {
            return folders.Select(FilePath.Parse).SelectMany(staging.List).Select(static file => file.Path).FirstOrDefault(IsDistribution)
                ?? throw new FlinkException(
                    $"'{YarnOptions.ProvidedLibraryDirectories.Key}: {string.Join(';', folders)}' has no archive of a distribution, flink-*.tar.gz. Make one with 'tar -C DIST -czf flink-1.tar.gz bin lib plugins' and put it there.");
        }

        if (configuration.TryGet(YarnOptions.DistributionArchive, out var named))
        {
            return FilePath.Parse(named) is { Scheme: not FilePath.FileScheme } there ? there : Upload(cluster, FilePath.Parse(named).LocalPath);
        }

        var archive = DistributionArchive.Of(surroundings.Command, PluginCatalog.Installed.Folder, ScriptsFolder());
        var target = staging.Archive(archive.Name);
        staging.NoteUse(cluster, target);
        if (!staging.Exists(target))
        {
            staging.Upload(archive.WriteTo(Path.Combine(surroundings.StateFolder, "archives")), target);
        }

        return target;
    }

    private static bool IsDistribution(FilePath path) =>
        path.Name.StartsWith(Beginning, StringComparison.Ordinal) && Array.Exists(_endings, ending => path.Name.EndsWith(ending, StringComparison.Ordinal));

    private FilePath Upload(string cluster, string file)
    {
        if (!File.Exists(file))
        {
            throw new FlinkException($"'{YarnOptions.DistributionArchive.Key}: {file}' is no file.");
        }

        // The same name and length is the same file: its time tells one build from the next.
        var target = staging.Archive($"{File.GetLastWriteTimeUtc(file):yyyyMMddHHmmss}-{Path.GetFileName(file)}");
        staging.NoteUse(cluster, target);
        staging.Upload(file, target);
        return target;
    }

    private string ScriptsFolder() => Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home
        ? Path.Combine(home, "bin")
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(surroundings.Command[^1]))!, "..", "bin");
}
