using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>A cluster as an application whose ApplicationMaster is the JobManager (docs/decisions/0036).</summary>
internal sealed class ApplicationForm(ResourceManagerClient client, StagingFolder staging) : IClusterForm
{
    private const string Running = "RUNNING";
    private const string OfOneCluster = "APPLICATION";

    /// <inheritdoc/>
    public async Task<string?> LaunchAsync(ClusterPlan plan, Shipment shipment, NewApplication limits, CancellationToken cancellation)
    {
        var arguments = plan.Arguments(addressFolder: null);
        var options = plan.OptionsFile(shipment.Files);
        IReadOnlyList<(FilePath Path, string Text)> texts = [.. shipment.Texts, options, .. arguments.Text.Length > 0 ? [arguments] : Array.Empty<(FilePath, string)>()];
        await Task.WhenAll(texts.Select(text => Task.Run(() => staging.Write(text.Path, text.Text), CancellationToken.None))).ConfigureAwait(false);
        var program = await shipment.Program.ConfigureAwait(false);
        IReadOnlyList<(string Link, FilePath Path, bool IsArchive, string Visibility)> files =
        [
            .. shipment.Files.Select(static file => (file.Name, FilePath.Parse(file.Location), file.IsArchive, file.Visibility)),
            (ShippedFiles.Options, options.Path, false, OfOneCluster),
            .. arguments.Text.Length > 0 ? [(ClusterPlan.ArgumentsFile, arguments.Path, false, OfOneCluster)] : Array.Empty<(string, FilePath, bool, string)>(),
            .. program is null ? [] : new[] { (ShippedFiles.Program, program, true, staging.VisibilityOf(program)) },
        ];

        // YARN takes a file only as it was at the time that is named.
        var resources = await Task.WhenAll(files.Select(file => Task.Run(() => staging.ResourceOf(file.Link, file.Path, file.IsArchive, file.Visibility), cancellation))).ConfigureAwait(false);
        await client.SubmitAsync(Describe(plan, limits.Id, resources), cancellation).ConfigureAwait(false);
        return limits.Id;
    }

    /// <inheritdoc/>
    public async Task<string?> FindAddressAsync(string cluster, string application, CancellationToken cancellation) =>
        await client.GetApplicationAsync(application, cancellation).ConfigureAwait(false) is { State: Running, MasterAddress: { Length: > 0 } address } && !address.EndsWith(":-1", StringComparison.Ordinal)
            ? address
            : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClusterContainer>> FindContainersAsync(string cluster, string application, CancellationToken cancellation)
    {
        var attempts = await client.GetAttemptsAsync(application, cancellation).ConfigureAwait(false);
        if (attempts.MaxBy(static attempt => attempt.Number) is not { } last)
        {
            return [];
        }

        var masters = attempts.Where(static attempt => attempt.ContainerId.Length > 0).Select(static attempt => new ClusterContainer(attempt.ContainerId, [attempt.NodeHttpAddress], IsWorker: false)).ToArray();
        try
        {
            var alive = await client.GetContainersAsync(application, last.Id, cancellation).ConfigureAwait(false);
            return [.. masters, .. alive.Where(container => !Array.Exists(masters, master => master.Id == container.Id)).Select(static container => new ClusterContainer(container.Id, [container.NodeHttpAddress], IsWorker: true))];
        }
        catch (YarnException e) when (!e.IsRetryable && e.Status is not null)
        {
            // Of an application that has ended nobody knows them any more.
            return masters;
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string cluster, string? application, CancellationToken cancellation)
    {
        if (application is not null && await client.GetApplicationAsync(application, cancellation).ConfigureAwait(false) is { HasEnded: false })
        {
            await client.KillAsync(application, "its command ends it", cancellation).ConfigureAwait(false);
        }
    }

    private static ApplicationSubmission Describe(ClusterPlan plan, string id, IReadOnlyList<LocalResource> resources)
    {
        var configuration = plan.Configuration;
        return new ApplicationSubmission
        {
            Id = id,
            Name = plan.Id,
            Type = configuration.Get(YarnOptions.ApplicationType),
            Queue = configuration.Get(YarnOptions.Queue, ""),
            Command = ContainerCommand.Of(plan.Role),
            Environment = ContainerCommand.Environment,
            MemoryMb = plan.MasterMemoryMb,
            VirtualCores = configuration.Get(YarnOptions.MasterCores),
            Priority = configuration.Get(YarnOptions.Priority) is >= 0 and var priority ? priority : null,
            MaxAttempts = plan.Attempts,
            FailuresValidity = configuration.Get(YarnOptions.AttemptFailuresValidity),

            // Whoever comes next can take workers over only where it knows their jobs.
            KeepContainers = plan.IsHighlyAvailable,
            Tags = [.. configuration.Get(YarnOptions.Tags, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            NodeLabel = configuration.TryGet(YarnOptions.NodeLabel, out var label) ? label : null,
            Resources = resources,
        };
    }
}
