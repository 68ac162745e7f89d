using System.Text;
using Flink.Client.Deployment;
using Flink.Client.Rest;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>Clusters as services of YARN: a JobManager and its workers are instances of two components.</summary>
internal sealed class YarnClusterDescriptor : IClusterDescriptor
{
    private const string ApplicationPrefix = "application_";
    private const string AliveStates = "NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING";

    // One that is about to be started has a folder and no application yet.
    private static readonly TimeSpan _oldAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly DescriptorSurroundings _surroundings;
    private readonly FlinkConfiguration _configuration;
    private readonly HadoopSettings _hadoop;
    private readonly StagingFolder _staging;

    /// <exception cref="ConfigurationException">Nothing says where YARN or its files are.</exception>
    /// <exception cref="FlinkException">An option of YARN is set that has no effect.</exception>
    public YarnClusterDescriptor(DescriptorSurroundings surroundings)
    {
        _surroundings = surroundings;
        _configuration = surroundings.Configuration;
        OptionChecks.RefuseUnknown(_configuration);
        _hadoop = HadoopSettings.From(_configuration);
        _staging = StagingFolder.Of(_configuration, _hadoop, HadoopUser.Name);
    }

    public string? ConfiguredClusterId =>
        _configuration.TryGet(YarnOptions.ApplicationId, out var id) ? id : _configuration.TryGet(YarnOptions.ApplicationName, out var name) ? name : null;

    public string ClusterIdKey => YarnOptions.ApplicationId.Key;

    public async Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation)
    {
        var connection = Connect();
        YarnCluster? cluster = null;
        try
        {
            var plan = new ClusterPlan(_configuration, specification, _staging);
            var client = new ResourceManagerClient(connection);
            await CheckAsync(client, plan, cancellation).ConfigureAwait(false);
            var description = await ShipAsync(plan, specification, cancellation).ConfigureAwait(false);
            cluster = await StartAsync(connection, client, description, plan, cancellation).ConfigureAwait(false);
            var cleaning = RemoveOldAsync(connection, client, cancellation);
            await WaitForAddressAsync(cluster, specification.Application is not null, cancellation).ConfigureAwait(false);
            await cleaning.ConfigureAwait(false);
            if (specification.Application is null)
            {
                SessionNote.Write(_configuration, cluster.Application);
            }

            return cluster;
        }
        catch
        {
            if (cluster is not null)
            {
                await new ServicesClient(connection).DeleteAsync(cluster.Id, CancellationToken.None).ConfigureAwait(false);
                await cluster.DisposeAsync().ConfigureAwait(false);
            }

            connection.Dispose();
            await Task.Run(() => _staging.DeleteCluster(specification.ClusterId), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public async Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation)
    {
        var connection = Connect();
        var client = new ResourceManagerClient(connection);
        if (await FindApplicationAsync(client, clusterId, cancellation).ConfigureAwait(false) is { } app
            && await Task.Run(() => _staging.TryRead(ClusterFiles.Address(_staging, app.Name)), cancellation).ConfigureAwait(false) is { Length: > 0 } address)
        {
            var cluster = new YarnCluster(connection, _staging, app.Name, app.Id) { RestAddress = address };
            await cluster.SkipOutputAsync(cancellation).ConfigureAwait(false);
            return cluster;
        }

        connection.Dispose();
        return null;
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        using var connection = Connect();
        var own = await Task.Run(_staging.ListClusters, cancellation).ConfigureAwait(false);
        var alive = await AliveAsync(new ResourceManagerClient(connection), cancellation).ConfigureAwait(false);
        return [.. alive.Select(static app => app.Name).Where(own.Contains).Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private YarnConnection Connect() => new(ResourceManagerAddresses.Of(_hadoop), HadoopUser.Name, TimeProvider.System);

    private static async Task<IReadOnlyList<ApplicationReport>> AliveAsync(ResourceManagerClient client, CancellationToken cancellation) =>
        await client.ListAsync($"applicationTypes={ServiceNames.ApplicationType}&states={AliveStates}", cancellation).ConfigureAwait(false);

    private static async Task<ApplicationReport?> FindApplicationAsync(ResourceManagerClient client, string clusterId, CancellationToken cancellation)
    {
        var alive = await AliveAsync(client, cancellation).ConfigureAwait(false);
        return clusterId.StartsWith(ApplicationPrefix, StringComparison.Ordinal)
            ? alive.FirstOrDefault(app => app.Id == clusterId)
            : alive.FirstOrDefault(app => app.Name == clusterId);
    }

    // What YARN would only say later, or never.
    private async Task CheckAsync(ResourceManagerClient client, ClusterPlan plan, CancellationToken cancellation)
    {
        var most = await client.NewApplicationAsync(cancellation).ConfigureAwait(false);
        foreach (var (memory, key) in (ReadOnlySpan<(long, string)>)[(plan.MasterMemoryMb, "jobmanager.memory.process.size"), (plan.WorkerMemoryMb, "taskmanager.memory.process.size")])
        {
            if (memory > most.MaxMemoryMb)
            {
                throw new FlinkException($"'{key}' asks for a container of {memory} MB of memory, and YARN gives none larger than {most.MaxMemoryMb} MB: make it smaller, or YARN's 'yarn.scheduler.maximum-allocation-mb' larger.");
            }
        }

        if (_configuration.TryGet(YarnOptions.Queue, out var queue)
            && await client.GetQueuesAsync(cancellation).ConfigureAwait(false) is { Count: > 0 } queues
            && !queues.Any(known => known.Name == queue || known.Path == queue))
        {
            throw new FlinkException($"There is no queue '{queue}' ('{YarnOptions.Queue.Key}') that applications can be submitted to; there are {string.Join(", ", queues.Select(static known => known.Path))}.");
        }
    }

    // What is left of clusters that have failed, or were killed: nobody else is there to take it away.
    private async Task RemoveOldAsync(YarnConnection connection, ResourceManagerClient client, CancellationToken cancellation)
    {
        try
        {
            var old = await Task.Run(() => _staging.ListClustersBefore(TimeProvider.System.GetUtcNow() - _oldAge), cancellation).ConfigureAwait(false);
            var alive = (await AliveAsync(client, cancellation).ConfigureAwait(false)).Select(static app => app.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var cluster in old.Where(cluster => !alive.Any(name => ServiceNames.NumberOf(name, cluster) is not null)))
            {
                await new ServicesClient(connection).DeleteAsync(cluster, cancellation).ConfigureAwait(false);
                await Task.Run(() => _staging.DeleteCluster(cluster), cancellation).ConfigureAwait(false);
            }
        }
        catch (FlinkException)
        {
            // It costs a little room; the next command tries again.
        }
    }

    private Task<ServiceDescription> ShipAsync(ClusterPlan plan, ClusterSpecification specification, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var distribution = new DistributionSource(_surroundings, _staging).Provide();
            _staging.CreateCluster(specification.ClusterId);
            List<ServiceFile> shipped = [new ServiceFile(ShippedFiles.Engine, distribution.ToString(), IsArchive: true, _staging.VisibilityOf(distribution))];
            List<(FilePath Path, string Text)> texts = [];
            foreach (var (name, file) in ShippedFiles.OfHadoop(_hadoop))
            {
                var target = ClusterFiles.Hadoop(_staging, specification.ClusterId, name);
                texts.Add((target, File.ReadAllText(file, Encoding.UTF8)));
                shipped.Add(new ServiceFile(name, target.ToString(), IsArchive: false, "APPLICATION"));
            }

            shipped.AddRange(Further(specification.ClusterId, YarnOptions.ShipFiles, areArchives: false));
            shipped.AddRange(Further(specification.ClusterId, YarnOptions.ShipArchives, areArchives: true));

            // Closing a file of HDFS takes its time: all at once.
            FilePath? program = null;
            Parallel.Invoke(
            [
                .. texts.Concat(plan.Options(shipped)).Select(text => (Action)(() => _staging.Write(text.Path, text.Text))),
                () => program = specification.Application is { IsOnThisMachine: true } application ? ProgramUpload.Upload(application.Location, _staging) : null,
            ]);
            return plan.Describe(shipped, program);
        },
        cancellation);

    private IEnumerable<ServiceFile> Further(string cluster, ConfigOption<IReadOnlyList<string>> option, bool areArchives)
    {
        foreach (var path in _configuration.Get(option, []).Select(FilePath.Parse))
        {
            var there = path;
            if (path.Scheme == FilePath.FileScheme)
            {
                there = _staging.OfCluster(cluster).Child(path.Name);
                _staging.Upload(path.LocalPath, there);
            }

            yield return new ServiceFile(path.Name, there.ToString(), areArchives, "APPLICATION");
        }
    }

    private async Task<YarnCluster> StartAsync(
        YarnConnection connection, ResourceManagerClient client, ServiceDescription description, ClusterPlan plan, CancellationToken cancellation)
    {
        var services = new ServicesClient(connection);
        if (!await services.CreateAsync(description, cancellation).ConfigureAwait(false))
        {
            if (await services.FindAsync(description.Name, cancellation).ConfigureAwait(false) is { HasEnded: false } other)
            {
                throw new FlinkException($"Cluster {description.Name} is there already ({other.ApplicationId}): end it with 'flink session stop {description.Name}', or choose another name.");
            }

            // What is left of one that has ended keeps its name.
            await services.DeleteAsync(description.Name, cancellation).ConfigureAwait(false);
            await services.CreateAsync(description, cancellation).ConfigureAwait(false);
        }

        var service = await services.FindAsync(description.Name, cancellation).ConfigureAwait(false)
            ?? throw new FlinkException($"YARN has taken service {description.Name} and does not know it.", isRetryable: true);
        if (plan.Configuration.Get(YarnOptions.Priority) is >= 0 and var priority)
        {
            await client.SetPriorityAsync(service.ApplicationId, priority, cancellation).ConfigureAwait(false);
        }

        return new YarnCluster(connection, _staging, description.Name, service.ApplicationId);
    }

    private async Task WaitForAddressAsync(YarnCluster cluster, bool mayHaveEnded, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            while (!await AnswersAsync(cluster, both.Token).ConfigureAwait(false))
            {
                if (cluster.Ended.IsCompleted)
                {
                    var end = await cluster.Ended.ConfigureAwait(false);
                    if (mayHaveEnded && end.ExitCode is not null)
                    {
                        return;
                    }

                    throw new FlinkException($"Cluster {cluster.Id} did not start: {end.Diagnostics}");
                }

                await Task.Delay(_look, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new FlinkException($"The JobManager of cluster {cluster.Id} does not answer after {_patience.TotalMinutes:F0} minutes; see {cluster.LogHint} and whether its queue has room.");
        }
    }

    private async Task<bool> AnswersAsync(YarnCluster cluster, CancellationToken cancellation)
    {
        if (cluster.RestAddress.Length == 0)
        {
            cluster.RestAddress = await Task.Run(() => _staging.TryRead(ClusterFiles.Address(_staging, cluster.Id)), cancellation).ConfigureAwait(false) ?? "";
            if (cluster.RestAddress.Length == 0)
            {
                return false;
            }
        }

        try
        {
            using var client = cluster.NewRestClient();
            await client.GetOverviewAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RestClientException)
        {
            return false;
        }
    }
}
