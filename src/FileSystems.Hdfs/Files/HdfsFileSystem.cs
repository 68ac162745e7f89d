using Flink.Core;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Web;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>The files of Hadoop clusters, by WebHDFS. Clusters are told apart by what a path names; each has its NameNodes and connections.</summary>
/// <param name="hadoop">Hadoop's configuration.</param>
/// <param name="clock">What pauses between attempts are measured with.</param>
internal sealed class HdfsFileSystem(HadoopConfiguration hadoop, TimeProvider clock) : FileSystem, IUnixPermissions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClusterName, HdfsCluster> _clusters = [];
    private HttpClient? _http;

    /// <inheritdoc/>
    public override FileStatus? TryGetStatus(FilePath path) => ClusterOf(path).TryGetStatus(path);

    /// <inheritdoc/>
    public override IReadOnlyList<FileStatus> List(FilePath folder)
    {
        var entries = ClusterOf(folder).List(folder);
        entries.Sort(static (left, right) => string.CompareOrdinal(left.Path.Path, right.Path.Path));
        return entries;
    }

    /// <inheritdoc/>
    public override Stream OpenRead(FilePath path)
    {
        var cluster = ClusterOf(path);
        var status = cluster.TryGetStatus(path) ?? throw cluster.FileAbove("read", path) ?? HdfsErrors.NotFound("read", path);
        return status.IsDirectory ? throw HdfsErrors.IsAFolder("read", path) : new HdfsInput(cluster, path, status.Length);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What is acknowledged lies on as many DataNodes as HDFS asks of a closed file, and survives their processes; whether it also survives a power cut of
    /// all of them is a setting of the DataNodes (<c>dfs.datanode.synconclose</c>).
    /// </remarks>
    public override Stream Create(FilePath path, CreateMode mode, bool durable = false)
    {
        var cluster = ClusterOf(path);
        CheckFree(cluster, path, mode);
        if (mode == CreateMode.Overwrite)
        {
            return new HdfsOutput(cluster, path, path, durable, published: null);
        }

        // Of two who create one file only one may succeed, also when his request has to be repeated.
        var hidden = HdfsAtomicFile.HiddenBeside(path);
        return new HdfsOutput(cluster, path, hidden, durable, () => cluster.Publish(hidden, path, mode));
    }

    /// <inheritdoc/>
    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode)
    {
        var cluster = ClusterOf(path);
        CheckFree(cluster, path, mode);
        return new HdfsAtomicFile(cluster, path, mode);
    }

    /// <inheritdoc/>
    public override void CreateDirectory(FilePath path) => ClusterOf(path).CreateDirectory(path);

    /// <inheritdoc/>
    public override bool Delete(FilePath path, bool recursive) => ClusterOf(path).Delete(path, recursive);

    /// <inheritdoc/>
    public override void Rename(FilePath from, FilePath to, CreateMode mode)
    {
        ArgumentNullException.ThrowIfNull(to);
        ClusterOf(from).Rename(from, to, mode);
    }

    /// <inheritdoc/>
    public UnixFileMode GetPermissions(FilePath path) =>
        ClusterOf(path).TryGetPermissions(path) ?? throw HdfsErrors.NotFound("look at", path);

    /// <inheritdoc/>
    public void SetPermissions(FilePath path, UnixFileMode mode) => ClusterOf(path).SetPermissions(path, mode);

    private static void CheckFree(HdfsCluster cluster, FilePath path, CreateMode mode)
    {
        switch (cluster.TryGetStatus(path))
        {
            case { IsDirectory: true }:
                throw HdfsErrors.IsAFolder("create", path);
            case not null when mode == CreateMode.New:
                throw HdfsErrors.AlreadyExists("create", path);
        }
    }

    private HdfsCluster ClusterOf(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = NameNodes.ClusterOf(path, hadoop);
        lock (_lock)
        {
            if (_clusters.TryGetValue(name, out var known))
            {
                return known;
            }

            var group = new NameNodeGroup(NameNodes.Resolve(name, hadoop));
            _http ??= WebHdfsHttp.NewClient(hadoop);
            var made = new HdfsCluster(new WebHdfsClient(group, hadoop, _http, clock), hadoop);
            _clusters.Add(name, made);
            return made;
        }
    }
}
