using System.Globalization;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>A cluster as a service of YARN: its JobManager and its workers are instances of two components (docs/decisions/0027).</summary>
internal sealed class ServiceForm(ResourceManagerClient client, ServicesClient services, StagingFolder staging) : IClusterForm
{
    private const string JobManager = "jobmanager";
    private const string OfOneCluster = "APPLICATION";

    private Dictionary<string, string[]> _nodes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<string?> LaunchAsync(ClusterPlan plan, Shipment shipment, NewApplication limits, CancellationToken cancellation)
    {
        IReadOnlyList<(FilePath Path, string Text)> texts =
        [
            .. shipment.Texts,
            plan.OptionsFile(shipment.Files),

            // Must be there when the service is created; whoever requests the first worker writes what it holds.
            (ClusterFiles.OptionsOfWorkers(staging, plan.Id, plan.Id), ""),
            plan.Arguments(ClusterFiles.Address(staging, plan.Id)),
        ];

        // The address is that of a cluster of the same name that was killed.
        await Task.WhenAll([Task.Run(() => staging.Delete(ClusterFiles.Address(staging, plan.Id)), cancellation), .. texts.Select(text => Task.Run(() => staging.Touch(text.Path), cancellation))]).ConfigureAwait(false);
        var description = Describe(plan, shipment.Files, await shipment.Program.ConfigureAwait(false));

        // Closing files of HDFS takes its time, and so does the creation: what is in them is read when the containers start, seconds after it.
        var writing = WriteAsync(texts);
        bool isCreated;
        try
        {
            isCreated = await CreateAsync(description, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Why it was not created counts more.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await writing.ConfigureAwait(false);
        if (!isCreated)
        {
            return null;
        }

        var service = await services.FindAsync(description.Name, cancellation).ConfigureAwait(false)
            ?? throw new FlinkException($"YARN has taken service {description.Name} and does not know it.", isRetryable: true);
        if (plan.Configuration.Get(YarnOptions.Priority) is >= 0 and var priority)
        {
            await client.SetPriorityAsync(service.ApplicationId, priority, cancellation).ConfigureAwait(false);
        }

        return service.ApplicationId;
    }

    /// <inheritdoc/>
    public Task<string?> FindAddressAsync(string cluster, string application, CancellationToken cancellation) =>
        Task.Run(() => staging.TryReadAddress(ClusterFiles.Address(staging, cluster)), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClusterContainer>> FindContainersAsync(string cluster, string application, CancellationToken cancellation)
    {
        if (await services.FindAsync(cluster, cancellation).ConfigureAwait(false) is not { } service)
        {
            return [];
        }

        var all = service.Components.SelectMany(static component => component.Containers.Select(container => (component.Name, Container: container))).ToArray();
        if (Array.Exists(all, found => !_nodes.ContainsKey(found.Container.Host)))
        {
            _nodes = (await client.GetNodesAsync(cancellation).ConfigureAwait(false))
                .GroupBy(static node => node.Host)
                .ToDictionary(static group => group.Key, static group => group.Select(static node => node.HttpAddress).ToArray(), StringComparer.Ordinal);
        }

        return [.. all.Select(found => new ClusterContainer(found.Container.Id, _nodes.GetValueOrDefault(found.Container.Host, []), found.Name == WorkerComponent.Name))];
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string cluster, string? application, CancellationToken cancellation)
    {
        await services.DeleteAsync(cluster, cancellation).ConfigureAwait(false);
        var apps = await client.ListAliveAsync(ServiceNames.ApplicationType, cancellation).ConfigureAwait(false);
        foreach (var app in apps.Where(app => ServiceNames.NumberOf(app.Name, cluster) > 0))
        {
            await services.DeleteAsync(app.Name, cancellation).ConfigureAwait(false);
        }
    }

    // Not cancelled: nobody would know which of them are whole.
    private Task WriteAsync(IReadOnlyList<(FilePath Path, string Text)> texts) => Task.WhenAll(
        texts.Where(static text => text.Text.Length > 0).Select(text => Task.Run(() => staging.Write(text.Path, text.Text), CancellationToken.None)));

    /// <returns>False when the name is taken by what may be alive.</returns>
    private async Task<bool> CreateAsync(ServiceDescription description, CancellationToken cancellation)
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

    private ServiceDescription Describe(ClusterPlan plan, IReadOnlyList<ServiceFile> shipped, FilePath? program) => new()
    {
        Name = plan.Id,
        Queue = plan.Configuration.Get(YarnOptions.Queue, "") is { Length: > 0 } queue ? queue : null,
        Properties = new Dictionary<string, string>(WorkerServices.Properties(plan.Configuration))
        {
            ["yarn.service.am-restart.max-attempts"] = plan.Attempts.ToString(CultureInfo.InvariantCulture),
        },
        Components = [Master(plan, shipped, program), WorkerServices.Component(plan.WorkerMemoryMb, plan.WorkerCores, shipped, ClusterFiles.OptionsOfWorkers(staging, plan.Id, plan.Id).ToString())],
    };

    // Its end is that of the service: well or not by its exit code, unless it may be started again.
    private ServiceComponent Master(ClusterPlan plan, IReadOnlyList<ServiceFile> shipped, FilePath? program) => new()
    {
        Name = JobManager,
        Command = $"{ShippedFiles.Engine}/bin/yarn-container.sh {plan.Role}",
        MemoryMb = plan.MasterMemoryMb,
        VirtualCores = plan.Configuration.Get(YarnOptions.MasterCores),
        Count = 1,
        RestartPolicy = plan.Attempts > 1 ? "ON_FAILURE" : "NEVER",
        FailureThreshold = plan.Attempts - 1,
        IsDominant = true,
        Files =
        [
            .. shipped,
            new ServiceFile(ShippedFiles.Options, ClusterFiles.Options(staging, plan.Id).ToString(), IsArchive: false, OfOneCluster),
            new ServiceFile(ClusterPlan.ArgumentsFile, staging.OfCluster(plan.Id).Child(ClusterPlan.ArgumentsFile).ToString(), IsArchive: false, OfOneCluster),
            .. program is null ? (ServiceFile[])[] : [new ServiceFile(ShippedFiles.Program, program.ToString(), IsArchive: true, staging.VisibilityOf(program))],
        ],
    };
}
