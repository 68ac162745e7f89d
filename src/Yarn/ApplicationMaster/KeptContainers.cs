using Flink.Yarn.Workers;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Containers that have outlived the attempt that asked for them.</summary>
internal static class KeptContainers
{
    /// <summary>Those whose processes run, by what their machines say; and those of machines that say nothing: if they have ended YARN tells it.</summary>
    public static async Task<IReadOnlyList<PlacedContainer>> FindAliveAsync(IReadOnlyList<PlacedContainer> kept, NodeCalls nodes, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(kept.GroupBy(static container => YarnIds.Of(container.Node)).Select(async containers =>
        {
            var said = await nodes.FindAsync(containers.First().Node, containers.Select(static container => container.Id), cancellation).ConfigureAwait(false);
            return containers.Where(container => said is null || (said.TryGetValue(container.Name, out var status) && !ContainerEnd.IsEnd(status)));
        })).ConfigureAwait(false);
        return [.. answers.SelectMany(static alive => alive)];
    }
}
