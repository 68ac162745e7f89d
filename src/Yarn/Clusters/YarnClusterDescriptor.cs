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

/// <summary>Clusters as services of YARN: a JobManager and its workers are instances of two components.</summary>
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
        var services = new ServicesClient(connection);
        YarnCluster? cluster = null;
        var isOurs = false;
        try
        {
            var plan = new ClusterPlan(_configuration, specification, _staging);
            var client = new ResourceManagerClient(connection);
            await CheckAsync(client, plan, cancellation).ConfigureAwait(false);
            await RefuseTakenAsync(services, specification.ClusterId, cancellation).ConfigureAwait(false);
            isOurs = true;
            var (description, texts) = await ShipAsync(plan, specification, cancellation).ConfigureAwait(false);

            // Closing files of HDFS takes its time, and so does the creation: what is in them is read when the containers start, seconds after it.
            var writing = WriteAsync(texts);
            try
            {
                isOurs = await CreateAsync(services, description, cancellation).ConfigureAwait(false);
            }
            finally
            {
                // Why it was not created counts more.
                await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await writing.ConfigureAwait(false);
            if (!isOurs)
            {
                await RefuseTakenAsync(services, specification.ClusterId, cancellation).ConfigureAwait(false);
            }

            cluster = await StartAsync(connection, client, description.Name, plan, cancellation).ConfigureAwait(false);
            var cleaning = RemoveOldAsync(connection, client, cancellation);
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
                await TakeAwayAsync(services, specification.ClusterId).ConfigureAwait(false);
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
            if (await FindApplicationAsync(new ResourceManagerClient(connection), clusterId, cancellation).ConfigureAwait(false) is { } app
                && await Task.Run(() => _staging.TryReadAddress(ClusterFiles.Address(_staging, app.Name)), cancellation).ConfigureAwait(false) is { Length: > 0 } address)
            {
                cluster = new YarnCluster(connection, _endpoint, _staging, app.Name, app.Id) { RestAddress = address };
                await cluster.SkipOutputAsync(cancellation).ConfigureAwait(false);
                return cluster;
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

    private static Task<IReadOnlyList<ApplicationReport>> AliveAsync(ResourceManagerClient client, CancellationToken cancellation) =>
        client.ListAliveAsync(ServiceNames.ApplicationType, cancellation);

    private static async Task<ApplicationReport?> FindApplicationAsync(ResourceManagerClient client, string clusterId, CancellationToken cancellation)
    {
        var alive = await AliveAsync(client, cancellation).ConfigureAwait(false);
        return clusterId.StartsWith(ApplicationPrefix, StringComparison.Ordinal)
            ? alive.FirstOrDefault(app => app.Id == clusterId)
            : alive.Where(app => app.Name == clusterId).OrderByDescending(static app => app.User == HadoopUser.Name).FirstOrDefault();
    }

    /// <exception cref="FlinkException">A cluster of that name is alive.</exception>
    private static async Task RefuseTakenAsync(ServicesClient services, string cluster, CancellationToken cancellation)
    {
        if (await services.FindAsync(cluster, cancellation).ConfigureAwait(false) is { HasEnded: false } other)
        {
            throw new FlinkException($"Cluster {cluster} is there already ({other.ApplicationId}): end it with 'flink session stop {cluster}', or choose another name.");
        }
    }

    // Of a cluster that did not start; why it did not counts more than what goes wrong here.
    private async Task TakeAwayAsync(ServicesClient services, string cluster)
    {
        try
        {
            await services.DeleteAsync(cluster, CancellationToken.None).ConfigureAwait(false);
            await Task.Run(() => _staging.DeleteCluster(cluster), CancellationToken.None).ConfigureAwait(false);
        }
        catch (FlinkException)
        {
            // Where it does not run the next command removes its folder.
        }
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

    // What is to be created, and what is to be written into the files that are only touched here: they must be there when it is.
    private Task<(ServiceDescription Description, IReadOnlyList<(FilePath Path, string Text)> Texts)> ShipAsync(
        ClusterPlan plan, ClusterSpecification specification, CancellationToken cancellation) => Task.Run(
        () =>
        {
            _staging.CreateCluster(specification.ClusterId);
            var distribution = new DistributionSource(_surroundings, _staging).Provide(specification.ClusterId);

            // That of a cluster of the same name that was killed.
            _staging.Delete(ClusterFiles.Address(_staging, specification.ClusterId));
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

            texts.AddRange(plan.Options(shipped));
            FilePath? program = null;
            Parallel.Invoke(
            [
                .. texts.Select(text => (Action)(() => _staging.Touch(text.Path))),
                () => program = specification.Application is { IsOnThisMachine: true } application ? ProgramUpload.Upload(application.Location, _staging, specification.ClusterId) : null,
            ]);
            return (plan.Describe(shipped, program), (IReadOnlyList<(FilePath Path, string Text)>)texts);
        },
        cancellation);

    // Not cancelled: nobody would know which of them are whole.
    private Task WriteAsync(IReadOnlyList<(FilePath Path, string Text)> texts) => Task.WhenAll(
        texts.Where(static text => text.Text.Length > 0).Select(text => Task.Run(() => _staging.Write(text.Path, text.Text), CancellationToken.None)));

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

    /// <returns>False when the name is taken by what may be alive.</returns>
    private static async Task<bool> CreateAsync(ServicesClient services, ServiceDescription description, CancellationToken cancellation)
    {
        if (await services.CreateAsync(description, cancellation).ConfigureAwait(false))
        {
            return true;
        }

        if (await services.FindAsync(description.Name, cancellation).ConfigureAwait(false) is { HasEnded: false })
        {
            return false;
        }

        // What is left of one that has ended keeps its name.
        await services.DeleteAsync(description.Name, cancellation).ConfigureAwait(false);
        return await services.CreateAsync(description, cancellation).ConfigureAwait(false);
    }

    private async Task<YarnCluster> StartAsync(YarnConnection connection, ResourceManagerClient client, string name, ClusterPlan plan, CancellationToken cancellation)
    {
        var service = await new ServicesClient(connection).FindAsync(name, cancellation).ConfigureAwait(false)
            ?? throw new FlinkException($"YARN has taken service {name} and does not know it.", isRetryable: true);
        if (plan.Configuration.Get(YarnOptions.Priority) is >= 0 and var priority)
        {
            await client.SetPriorityAsync(service.ApplicationId, priority, cancellation).ConfigureAwait(false);
        }

        return new YarnCluster(connection, _endpoint, _staging, name, service.ApplicationId);
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
        // Each time: when the first attempt has failed another one leads, whose address is another one.
        if (await Task.Run(() => _staging.TryReadAddress(ClusterFiles.Address(_staging, cluster.Id)), cancellation).ConfigureAwait(false) is not { Length: > 0 } address)
        {
            return false;
        }

        cluster.RestAddress = address;
        return await _endpoint.AnswersAsync(address, cancellation).ConfigureAwait(false);
    }
}
