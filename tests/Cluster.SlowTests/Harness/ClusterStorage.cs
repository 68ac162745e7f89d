using Flink.Core.FileSystems;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Where a cluster keeps what outlives its processes: checkpoints, records of high availability, results.</summary>
/// <param name="Files">The file system as the test sees it.</param>
/// <param name="Folder">The folder, which belongs to the test.</param>
/// <param name="Plugins">The plugins folder of the processes; empty for the installation's.</param>
/// <param name="Configuration">Lines that config.yaml needs for it.</param>
public sealed record ClusterStorage(FileSystem Files, FilePath Folder, string Plugins, string Configuration);
