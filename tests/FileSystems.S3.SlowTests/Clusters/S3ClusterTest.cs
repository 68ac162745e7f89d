using Flink.Cluster.SlowTests.Harness;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests.Clusters;

/// <summary>A test of clusters of processes that keep on the service what outlives them.</summary>
public abstract class S3ClusterTest : ClusterTest
{
    private ClusterStorage? _storage;

    protected override ClusterStorage Storage =>
        _storage ??= new ClusterStorage(S3Service.Open(), S3Service.NewFolder(), S3Service.Plugins, Lines);

    /// <summary>How processes reach it.</summary>
    protected virtual string Lines => S3Service.ConfigurationLines;
}
