using System.Net;
using System.Text;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>Clusters on YARN: applications of our own, or services.</summary>
internal sealed class YarnClusterDescriptor : IClusterDescriptor
{
    private const string ApplicationPrefix = "application_";

    // One that is about to be started has a folder and no application yet.
    private static readonly TimeSpan _oldAge = TimeSpan.FromHours(1);

    // Whoever works with one build or program every day does not upload it again.
    private static readonly TimeSpan _archiveAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly DescriptorSurroundings _surroundings;
    private readonly FlinkConfiguration _configuration;
    private readonly HadoopSettings _hadoop;
    private readonly ClusterEndpoint _endpoint;
    private readonly StagingFolder _staging;

    /// <exception cref="ConfigurationException">Nothing says where YARN or its files are.</exception>
    /// <exception cref="FlinkException">An option of YARN is set that has no effect.</exception>
    public YarnClusterDescriptor(DescriptorSurroundings surroundings)
    {
        _surroundings = surroundings;
        _configuration = surroundings.Configuration;
        _endpoint = new ClusterEndpoint(_configuration);
        OptionChecks.RefuseUnknown(_configuration);
        _hadoop = HadoopSettings.From(_configuration);
        _staging = StagingFolder.Of(_configuration, _hadoop, HadoopUser.Name);
    }

    public string? ConfiguredClusterId =>
        _configuration.TryGet(YarnOptions.ApplicationId, out var id) ? id : _configuration.TryGet(YarnOptions.ApplicationName, out var name) ? name : null;

    public string? NotedClusterId => SessionNote.TryRead(_configuration);

    public string ClusterIdKey => YarnOptions.ApplicationId.Key;

    public async Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation)
    {
        var connection = Connect();
        var client = new ResourceManagerClient(connection);
        var form = FormOf(connection, isService: YarnDrivers.IsServices(_configuration));
        YarnCluster? cluster = null;
        string? application = null;
        var isOurs = false;
        try
        {
            var plan = new ClusterPlan(_configuration, specification, _staging);
            var checking = CheckAsync(client, plan, cancellation);
            await Task.WhenAll(checking, RefuseTakenAsync(client, specification.ClusterId, cancellation)).ConfigureAwait(false);
            var limits = await checking.ConfigureAwait(false);
            isOurs = true;
            application = await form.LaunchAsync(plan, await ShipAsync(specification, cancellation).ConfigureAwait(false), limits, cancellation).ConfigureAwait(false);
            isOurs = application is not null;
            if (application is null)
            {
                await RefuseTakenAsync(client, specification.ClusterId, cancellation).ConfigureAwait(false);
                throw new FlinkException($"The name {specification.ClusterId} is taken by another cluster that is started or ended just now: try again, or choose another name.");
            }

            cluster = new YarnCluster(connection, form, _endpoint, _staging, specification.ClusterId, application);
            var cleaning = RemoveOldAsync(form, client, cancellation);
            try
            {
                await WaitForAddressAsync(cluster, specification.Application is not null, cancellation).ConfigureAwait(false);
            }
            finally
            {
                // It uses the connection; and why a cluster did not start counts more.
                await cleaning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await cleaning.ConfigureAwait(false);
            if (specification.Application is null)
            {
                SessionNote.Write(_configuration, cluster.Application);
            }

            return cluster;
        }
        catch
        {
            // What has that name without being ours lives on, with its files.
            if (isOurs)
            {
                await TakeAwayAsync(form, specification.ClusterId, application).ConfigureAwait(false);
            }

            if (cluster is not null)
            {
                await cluster.DisposeAsync().ConfigureAwait(false);
            }

            connection.Dispose();
            throw;
        }
    }

    public async Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation)
    {
        var connection = Connect();
        YarnCluster? cluster = null;
        try
        {
            if (await FindApplicationAsync(new ResourceManagerClient(connection), clusterId, cancellation).ConfigureAwait(false) is { } app)
            {
                cluster = new YarnCluster(connection, FormOf(connection, app.Type == ServiceNames.ApplicationType), _endpoint, _staging, app.Name, app.Id);
                if (await cluster.TryFindAddressAsync(cancellation).ConfigureAwait(false))
                {
                    await cluster.SkipOutputAsync(cancellation).ConfigureAwait(false);
                    return cluster;
                }
            }
        }
        catch
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync().ConfigureAwait(false);
            }

            connection.Dispose();
            throw;
        }

        if (cluster is not null)
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
        }

        connection.Dispose();
        return null;
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        using var connection = Connect();
        var own = await Task.Run(_staging.ListClusters, cancellation).ConfigureAwait(false);
        var alive = await new ResourceManagerClient(connection).ListAliveAsync(cancellation).ConfigureAwait(false);
        return [.. alive.Select(static app => app.Name).Where(own.Contains).Distinct().Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private YarnConnection Connect() => new(ResourceManagerAddresses.Of(_hadoop), HadoopUser.Name, TimeProvider.System);

    // By its id, or by its name: then that of this user, or else a session of another one.
    private static async Task<ApplicationReport?> FindApplicationAsync(ResourceManagerClient client, string clusterId, CancellationToken cancellation)
    {
        if (clusterId.StartsWith(ApplicationPrefix, StringComparison.Ordinal))
        {
            try
            {
                return await client.GetApplicationAsync(clusterId, cancellation).ConfigureAwait(false) is { HasEnded: false } app ? app : null;
            }
            catch (YarnException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
            {
                return null;
            }
        }

        return (await client.ListAliveNamedAsync(clusterId, cancellation).ConfigureAwait(false)).OrderByDescending(static app => app.User == HadoopUser.Name).FirstOrDefault();
    }

    /// <exception cref="FlinkException">A cluster of that name is alive.</exception>
    private static async Task RefuseTakenAsync(ResourceManagerClient client, string cluster, CancellationToken cancellation)
    {
        if ((await client.ListAliveOfAsync(HadoopUser.Name, cancellation).ConfigureAwait(false)).FirstOrDefault(app => app.Name == cluster) is { } other)
        {
            throw new FlinkException($"Cluster {cluster} is there already ({other.Id}): end it with 'flink session stop {cluster}', or choose another name.");
        }
    }

    private IClusterForm FormOf(YarnConnection connection, bool isService)
    {
        var client = new ResourceManagerClient(connection);
        return isService ? new ServiceForm(client, new ServicesClient(connection), _staging) : new ApplicationForm(client, _staging);
    }

    // Of a cluster that did not start; why it did not counts more than what goes wrong here.
    private async Task TakeAwayAsync(IClusterForm form, string cluster, string? application)
    {
        try
        {
            await form.RemoveAsync(cluster, application, CancellationToken.None).ConfigureAwait(false);
            await Task.Run(() => _staging.DeleteCluster(cluster), CancellationToken.None).ConfigureAwait(false);
        }
        catch (FlinkException)
        {
            // Where it does not run the next command removes its folder.
        }
    }

    // What YARN would only say later, or never.
    private async Task<NewApplication> CheckAsync(ResourceManagerClient client, ClusterPlan plan, CancellationToken cancellation)
    {
        var most = await client.NewApplicationAsync(cancellation).ConfigureAwait(false);
        foreach (var (memory, key) in (ReadOnlySpan<(long, string)>)[(plan.MasterMemoryMb, "jobmanager.memory.process.size"), (plan.WorkerMemoryMb, "taskmanager.memory.process.size")])
        {
            if (memory > most.MaxMemoryMb)
            {
                throw new FlinkException($"'{key}' asks for a container of {memory} MB of memory, and YARN gives none larger than {most.MaxMemoryMb} MB: make it smaller, or YARN's 'yarn.scheduler.maximum-allocation-mb' larger.");
            }
        }

        if (plan.Configuration.Get(YarnOptions.MasterCores) is var cores && cores > most.MaxVirtualCores)
        {
            throw new FlinkException($"'{YarnOptions.MasterCores.Key}' asks for a container of {cores} virtual cores, and YARN gives none of more than {most.MaxVirtualCores}: make it smaller, or YARN's 'yarn.scheduler.maximum-allocation-vcores' larger.");
        }

        if (_configuration.TryGet(YarnOptions.Queue, out var queue)
            && await client.GetQueuesAsync(cancellation).ConfigureAwait(false) is { Count: > 0 } queues
            && !queues.Any(known => known.Name == queue || known.Path == queue))
        {
            throw new FlinkException($"There is no queue '{queue}' ('{YarnOptions.Queue.Key}') that applications can be submitted to; there are {string.Join(", ", queues.Select(static known => known.Path))}.");
        }

        return most;
    }

    // What is left of clusters that have failed, or were killed: nobody else is there to take it away.
    private async Task RemoveOldAsync(IClusterForm form, ResourceManagerClient client, CancellationToken cancellation)
    {
        try
        {
            var old = await Task.Run(() => _staging.ListClustersBefore(TimeProvider.System.GetUtcNow() - _oldAge), cancellation).ConfigureAwait(false);

            // Whoever shares the folder, whatever its clusters are for YARN.
            var alive = old.Count == 0 ? [] : (await client.ListAliveAsync(cancellation).ConfigureAwait(false)).Select(static app => app.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var cluster in old.Where(cluster => !alive.Any(name => ServiceNames.NumberOf(name, cluster) is not null)))
            {
                await form.RemoveAsync(cluster, application: null, cancellation).ConfigureAwait(false);
                await Task.Run(() => _staging.DeleteCluster(cluster), cancellation).ConfigureAwait(false);
            }

            await Task.Run(() => RemoveArchives(cancellation), cancellation).ConfigureAwait(false);
        }
        catch (FlinkException)
        {
            // It costs a little room; the next command tries again.
        }
    }

    private void RemoveArchives(CancellationToken cancellation)
    {
        foreach (var archive in _staging.ListUnusedArchives(TimeProvider.System.GetUtcNow() - _archiveAge))
        {
            cancellation.ThrowIfCancellationRequested();
            _staging.Delete(archive);
        }
    }

    private Task<Shipment> ShipAsync(ClusterSpecification specification, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var cluster = specification.ClusterId;
            _staging.CreateCluster(cluster);
            var program = specification.Application is { IsOnThisMachine: true } application
                ? Task.Run<FilePath?>(() => ProgramUpload.Upload(application.Location, _staging, cluster), CancellationToken.None)
                : Task.FromResult<FilePath?>(null);
            var distribution = new DistributionSource(_surroundings, _staging).Provide(cluster);
            List<ServiceFile> shipped = [new ServiceFile(ShippedFiles.Engine, distribution.ToString(), IsArchive: true, _staging.VisibilityOf(distribution))];
            List<(FilePath Path, string Text)> texts = [];
            foreach (var (name, file) in ShippedFiles.OfHadoop(_hadoop))
            {
                var target = ClusterFiles.Hadoop(_staging, cluster, name);
                texts.Add((target, File.ReadAllText(file, Encoding.UTF8)));
                shipped.Add(new ServiceFile(name, target.ToString(), IsArchive: false, "APPLICATION"));
            }

            shipped.AddRange(Further(cluster, YarnOptions.ShipFiles, areArchives: false));
            shipped.AddRange(Further(cluster, YarnOptions.ShipArchives, areArchives: true));
            return new Shipment(shipped, texts, program);
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

    // Each time: when the first attempt has failed another one leads, whose address is another one.
    private async Task<bool> AnswersAsync(YarnCluster cluster, CancellationToken cancellation) =>
        await cluster.TryFindAddressAsync(cancellation).ConfigureAwait(false) && await _endpoint.AnswersAsync(cluster.RestAddress, cancellation).ConfigureAwait(false);
}
