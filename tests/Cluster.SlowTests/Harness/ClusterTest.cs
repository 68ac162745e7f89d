namespace Flink.Cluster.SlowTests.Harness;

/// <summary>A test of clusters: they end with it, whatever happens.</summary>
/// <remarks>Where a test has failed the clusters' folders stay, and the ends of all logs are written to the test's output.</remarks>
public abstract class ClusterTest : IAsyncDisposable
{
    private readonly List<RealCluster> _clusters = [];
    private readonly List<SmallDisk> _disks = [];
    private readonly List<HostNetwork> _networks = [];

    /// <summary>Where clusters keep what outlives their processes; null for folders of this machine.</summary>
    protected virtual ClusterStorage? Storage => null;

    public virtual async ValueTask DisposeAsync()
    {
        var hasFailed = TestContext.Current.TestState?.Result is TestResult.Failed;
        foreach (var cluster in _clusters)
        {
            if (hasFailed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"The files of this cluster stay in {cluster.Home}.\n{cluster.Tails()}");
            }

            await cluster.EndAsync(hasFailed);
        }

        // Nobody writes there and nobody speaks any more.
        _disks.ForEach(static disk => disk.Dispose());
        _networks.ForEach(static network => network.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>A small disk, or the end of the test as skipped where none may be mounted.</summary>
    protected SmallDisk Mount(int megabytes)
    {
        var disk = SmallDisk.Mount(megabytes);
        _disks.Add(disk);
        return disk;
    }

    /// <summary>Hosts of their own beside this machine, or the end of the test as skipped where there can be none.</summary>
    protected HostNetwork Connect(int hosts)
    {
        var network = HostNetwork.SetUp(hosts);
        _networks.Add(network);
        return network;
    }

    /// <summary>A cluster without processes yet.</summary>
    /// <param name="configuration">Further lines of its config.yaml.</param>
    protected RealCluster Configure(string configuration = "")
    {
        var cluster = new RealCluster(configuration, Storage);
        _clusters.Add(cluster);
        return cluster;
    }

    /// <summary>A JobManager and TaskManagers that are registered.</summary>
    protected async Task<(RealCluster Cluster, FlinkProcess JobManager, FlinkProcess[] TaskManagers)> StartAsync(int taskManagers, string configuration = "")
    {
        var cluster = Configure(configuration);
        var jobManager = cluster.StartJobManager();
        var workers = cluster.StartTaskManagers(taskManagers);
        await cluster.RegisteredAsync(taskManagers);
        return (cluster, jobManager, workers);
    }
}
