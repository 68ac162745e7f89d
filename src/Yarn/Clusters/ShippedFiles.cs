using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Yarn.Configuration;
using Flink.Yarn.Services;

namespace Flink.Yarn.Clusters;

/// <summary>What every container of a cluster finds in its folder: the engine, Hadoop's configuration, and what users ship.</summary>
internal static class ShippedFiles
{
    /// <summary>The folder of the engine.</summary>
    public const string Engine = "flink";

    /// <summary>The configuration of the container's process.</summary>
    public const string Options = "flink-options.yaml";

    /// <summary>The folder of an application's program.</summary>
    public const string Program = "usrlib";

    /// <summary>Names for the next process what the cluster was started with: a key of the configuration, for the driver.</summary>
    public static ConfigOption<IReadOnlyList<string>> Key { get; } = ConfigOption.StringList(
        "yarn.internal.shipped-files", "Set by the command that starts a cluster: what its containers find in their folder.");

    private const string ArchiveMark = "archive";

    /// <summary>As an option of the JobManager, whose driver starts more of the same.</summary>
    public static FlinkConfiguration Remember(FlinkConfiguration configuration, IEnumerable<ServiceFile> files) => configuration.With(
        Key.Key, string.Join(';', files.Select(static file => $"{file.Name}|{file.Location}|{(file.IsArchive ? ArchiveMark : "file")}|{file.Visibility}")));

    /// <summary>What was remembered.</summary>
    /// <exception cref="ConfigurationException">Nothing was.</exception>
    public static IReadOnlyList<ServiceFile> Recall(FlinkConfiguration configuration) => configuration.TryGet(Key, out var texts)
        ? [.. texts.Select(static text => text.Split('|')).Select(static part => new ServiceFile(part[0], part[1], part[2] == ArchiveMark, part[3]))]
        : throw new ConfigurationException(
            $"'{ResourceManagerOptions.Driver.Key}: {YarnPlugin.Name}' is for JobManagers that were started on YARN: start one with bin/yarn-session.sh or 'flink run -t yarn-application'");

    /// <summary>Hadoop's configuration, as the containers of the cluster are to see it.</summary>
    public static IEnumerable<(string Name, string File)> OfHadoop(HadoopSettings hadoop) => hadoop.Folder is { } folder
        ? HadoopSettings.SiteFiles.Select(name => (name, Path.Combine(folder, name))).Where(static file => File.Exists(file.Item2))
        : [];
}
