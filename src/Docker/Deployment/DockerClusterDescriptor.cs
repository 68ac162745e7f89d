using System.Globalization;
using System.Net;
using Docker.DotNet;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.Docker.Workers;

namespace Flink.Docker.Deployment;

/// <summary>Clusters of containers: the JobManager is one too, and has the engine's socket to start its workers.</summary>
internal sealed class DockerClusterDescriptor(DescriptorSurroundings surroundings) : IClusterDescriptor
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly EngineAddress _address = EngineAddress.From(surroundings.Configuration);
    private readonly ClusterEndpoint _endpoint = new(surroundings.Configuration);

    public async Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation)
    {
        var engine = new DockerEngine(_address, TimeProvider.System);
        var jobManager = new JobManagerContainer(_address, surroundings.Configuration, specification);
        string? container = null;
        DockerCluster? cluster = null;
        try
        {
            var since = DateTimeOffset.Parse((await engine.DescribeAsync(cancellation).ConfigureAwait(false)).SystemTime, CultureInfo.InvariantCulture);
            container = await CreateAsync(engine, jobManager, specification.ClusterId, cancellation).ConfigureAwait(false);
            if (ContainerConfiguration.Secrets(jobManager.Configuration) is { Length: > 0 } secrets)
            {
                await engine.PutPrivateFileAsync(
                    container, ContainerConfiguration.Folder, ContainerConfiguration.SecretsName, secrets, ContainerConfiguration.User, cancellation).ConfigureAwait(false);
            }

            // Before it starts, or it would find its line cut.
            var lifeLine = specification.EndsWithClient ? await engine.AttachInputAsync(container, cancellation).ConfigureAwait(false) : null;
            await engine.StartAsync(container, null, cancellation).ConfigureAwait(false);
            cluster = new DockerCluster(engine, _endpoint, specification.ClusterId, container, new ContainerOutput(engine, specification.ClusterId, since), lifeLine);
            await FindOutputAsync(engine, cluster, container, jobManager, cancellation).ConfigureAwait(false);
            return cluster;
        }
        catch (Exception e)
        {
            if (container is not null)
            {
                await engine.RemoveAsync(container, CancellationToken.None).ConfigureAwait(false);
            }

            await (cluster?.DisposeAsync() ?? Dispose(engine)).ConfigureAwait(false);
            if (e is FlinkException or OperationCanceledException)
            {
                throw;
            }

            throw new FlinkException(EngineProblem.Describe(_address, e) + ".", e);
        }
    }

    public async Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation)
    {
        var engine = new DockerEngine(_address, TimeProvider.System);
        try
        {
            var since = DateTimeOffset.Parse((await engine.DescribeAsync(cancellation).ConfigureAwait(false)).SystemTime, CultureInfo.InvariantCulture);
            var found = await engine.InspectAsync(JobManagerContainer.NameOf(clusterId), cancellation).ConfigureAwait(false);
            if (found is not { State.Running: true, ID: { } container } || AddressOf(found) is not { } address)
            {
                engine.Dispose();
                return null;
            }

            var output = new ContainerOutput(engine, clusterId, since);
            output.FollowJobManager(container, fromBegin: false);
            await output.FollowRunningAsync(cancellation).ConfigureAwait(false);
            return new DockerCluster(engine, _endpoint, clusterId, container, output, null) { RestAddress = address };
        }
        catch (Exception e) when (e is not FlinkException and not OperationCanceledException)
        {
            engine.Dispose();
            throw new FlinkException(EngineProblem.Describe(_address, e) + ".", e);
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        using var engine = new DockerEngine(_address, TimeProvider.System);
        try
        {
            await engine.DescribeAsync(cancellation).ConfigureAwait(false);
            var jobManagers = await engine.ListAsync(ContainerLabels.Filter((ContainerLabels.Component, ContainerLabels.JobManager)), cancellation).ConfigureAwait(false);
            return [.. jobManagers.Where(container => container.State == "running").Select(container => container.Labels![ContainerLabels.Cluster]).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is not FlinkException and not OperationCanceledException)
        {
            throw new FlinkException(EngineProblem.Describe(_address, e) + ".", e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ValueTask Dispose(DockerEngine engine)
    {
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> CreateAsync(DockerEngine engine, JobManagerContainer jobManager, string clusterId, CancellationToken cancellation)
    {
        var parameters = jobManager.Describe();
        var pulls = new ImagePulls(engine, parameters.Image!, surroundings.Configuration.Get(DockerOptions.ImagePullPolicy));
        try
        {
            return await pulls.CreateAsync(parameters, static _ => { }, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Conflict)
        {
            throw new FlinkException(
                $"Cluster {clusterId} is there already, or what is left of it: container {jobManager.Name}. End it with 'flink session stop {clusterId}' or 'docker rm --force {jobManager.Name}', or choose another name.", e);
        }
    }

    private async Task FindOutputAsync(DockerEngine engine, DockerCluster cluster, string container, JobManagerContainer jobManager, CancellationToken cancellation)
    {
        cluster.FollowJobManager(container);
        var found = await engine.InspectAsync(container, cancellation).ConfigureAwait(false);
        var address = jobManager.SharesHost
            ? string.Create(CultureInfo.InvariantCulture, $"{JobManagerContainer.HostOf(_address)}:{jobManager.Configuration.Get(Core.Configuration.RestOptions.Port)}")
            : found is null ? null : AddressOf(found);
        cluster.RestAddress = address ?? "";
        using var patience = new CancellationTokenSource(_patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        while (address is null || !await _endpoint.AnswersAsync(address, both.Token).ConfigureAwait(false))
        {
            if (address is null || cluster.Ended.IsCompleted)
            {
                var end = await cluster.Ended.WaitAsync(both.Token).ConfigureAwait(false);
                throw new FlinkException($"Cluster {cluster.Id} did not start: {end.Diagnostics}");
            }

            try
            {
                await Task.Delay(_look, both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                throw new FlinkException($"The JobManager of cluster {cluster.Id} does not answer at {address} after {_patience.TotalSeconds:F0} s. The end of its output:\n{await engine.LastLinesAsync(container, cancellation).ConfigureAwait(false)}");
            }
        }
    }

    private string? AddressOf(global::Docker.DotNet.Models.ContainerInspectResponse container)
    {
        var published = container.NetworkSettings?.Ports?.Values.FirstOrDefault(bindings => bindings is { Count: > 0 });
        return published is null ? null : $"{JobManagerContainer.HostOf(_address)}:{published[0].HostPort}";
    }
}
