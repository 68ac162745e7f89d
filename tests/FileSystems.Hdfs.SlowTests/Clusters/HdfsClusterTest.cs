using Flink.Cluster.SlowTests.Harness;
using Flink.FileSystems.Hdfs.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests.Clusters;

/// <summary>A test of clusters of processes that keep on HDFS what outlives them.</summary>
[Collection(Hadoop.Collection)]
public abstract class HdfsClusterTest : ClusterTest
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("flink-hdfs-");
    private ClusterStorage? _storage;

    protected override ClusterStorage Storage => _storage ??= new ClusterStorage(Hadoop.NewFileSystem(), Hadoop.NewFolder(), Hadoop.NewPlugins(_home.FullName), "");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _home.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
