using Flink.Core.Configuration;

namespace Flink.Cli.Configuration;

/// <summary>
/// The keys that belong to plug-ins of this distribution, so that they are no unknown keys while the plug-in is not
/// loaded.
/// </summary>
internal static class PluginKeys
{
    /// <summary>The built-in keys and these.</summary>
    public static KnownOptions AddTo(KnownOptions known) => known
        .With("Docker", new KnownPrefix("docker.", "Options of containers of a Docker Engine: docker.md.", IsSupported: true))
        .With(
            "Kubernetes",
            new KnownPrefix("kubernetes.", "Options of workers and clusters on Kubernetes: kubernetes.md.", IsSupported: true),
            new KnownPrefix("high-availability.kubernetes.", "Options of leader election by a lease of Kubernetes: high-availability.md.", IsSupported: true))
        .With(
            "YARN",
            new KnownPrefix("yarn.", "Options of clusters on YARN: yarn.md.", IsSupported: true),
            new KnownPrefix("flink.yarn.", "Values of YARN's configuration, without the first part; before those of yarn-site.xml.", IsSupported: true),
            new KnownPrefix("flink.hadoop.", "Values of Hadoop's configuration, without the first part; before those of its files.", IsSupported: true))
        .With(
            "File systems",
            new KnownPrefix("s3.", "Options of the S3 file system: file-systems.md.", IsSupported: true),
            new KnownPrefix("fs.s3a.", "Options of the S3 file system in Hadoop's names."),
            new KnownPrefix("fs.azure.", "Options of the Azure file system."));
}
