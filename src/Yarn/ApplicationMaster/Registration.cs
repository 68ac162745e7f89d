using Flink.Yarn.Rest;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What an attempt knows when it is registered.</summary>
/// <param name="Kept">Containers of earlier attempts, or terms, that YARN thinks alive.</param>
/// <param name="Queue">The queue that it runs in.</param>
/// <param name="MostMemoryMb">The largest container's memory.</param>
/// <param name="MostVirtualCores">The largest container's processors.</param>
internal sealed record Registration(IReadOnlyList<PlacedContainer> Kept, string Queue, long MostMemoryMb, long MostVirtualCores)
{
    /// <summary>What YARN says when one registers.</summary>
    public static Registration Of(RegisterResponse response) => new(
        [.. response.PreviousContainers.Select(static container => new PlacedContainer(container.Id, container.NodeId))],
        response.Queue,
        response.MaximumCapability.Memory,
        response.MaximumCapability.VirtualCores);

    /// <summary>The same of an attempt that is registered already, to whom nobody says it again.</summary>
    /// <exception cref="YarnException">YARN cannot be asked.</exception>
    public static async Task<Registration> AskAsync(ResourceManagerClient client, AttemptId attempt, CancellationToken cancellation)
    {
        var application = YarnIds.ApplicationOf(attempt);
        var own = await client.GetContainersAsync(application, YarnIds.Of(attempt), cancellation).ConfigureAwait(false);
        var masters = (await client.GetAttemptsAsync(application, cancellation).ConfigureAwait(false)).Select(static each => each.ContainerId).ToHashSet(StringComparer.Ordinal);
        var queue = (await client.GetApplicationAsync(application, cancellation).ConfigureAwait(false)).Queue;

        // The id that comes with the limits is of no use and costs nothing.
        var limits = await client.NewApplicationAsync(cancellation).ConfigureAwait(false);
        return new Registration(
            [.. own.Where(container => !masters.Contains(container.Id)).Select(static container => new PlacedContainer(YarnIds.Parse(container.Id), YarnIds.ParseNode(container.NodeId)))],
            queue,
            limits.MaxMemoryMb,
            limits.MaxVirtualCores);
    }
}
