using Flink.Core;
using Flink.Simulation.Tests.Cluster;

namespace Flink.Simulation.Tests.Workers;

/// <summary>What must hold of workers that come and go on demand, once nothing breaks any more.</summary>
internal sealed class ElasticProperties(SimulatedCluster cluster, ContainerSystem system)
{
    // Failed starts pause after ten in a minute, for three seconds each; a storm of requests would be far beyond that.
    private const double MostRequestsInAMinute = 60;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(15);

    public void Check()
    {
        CheckRequests();
        var requests = system.Requests;
        cluster.Network.RunUntil(() => system.Alive.Count == 0, _patience, "workers that nobody needs are released, those included that never registered");
        cluster.Network.RunUntil(
            () => cluster.Network.Run(RegisteredAsync, _patience, "somebody leads") == 0, _patience, "the ResourceManager knows of no worker when there is none");
        if (system.Requests > requests)
        {
            throw new InvalidOperationException($"{system.Requests - requests} workers were requested when no job was left\n{cluster.Network.Trace}");
        }

        cluster.Network.Run(DeregisterAsync, _patience, "the cluster is deregistered");
        cluster.Network.RunFor(TimeSpan.FromMinutes(1));
        if (!system.HasEnded || system.Alive.Count > 0)
        {
            throw new InvalidOperationException($"{system.Alive.Count} workers are left after the end of the cluster\n{cluster.Network.Trace}");
        }
    }

    private void CheckRequests()
    {
        var most = 20 + (MostRequestsInAMinute * cluster.Network.Now.TotalMinutes);
        if (system.Requests > most)
        {
            throw new InvalidOperationException(
                $"{system.Requests} workers were requested in {cluster.Network.Now.TotalMinutes:0.#} minutes: it never comes to rest\n{cluster.Network.Trace}");
        }
    }

    private async Task<int> RegisteredAsync()
    {
        while (true)
        {
            try
            {
                if (cluster.RegisteredWorkers is { } workers)
                {
                    return (await workers.ListTaskManagersAsync(CancellationToken.None)).Count;
                }
            }
            catch (FlinkException e) when (e.IsRetryable)
            {
                // Nobody leads at the moment.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cluster.Network.Clock);
        }
    }

    private async Task<bool> DeregisterAsync()
    {
        while (!system.HasEnded)
        {
            try
            {
                await cluster.DeregisterAsync();
            }
            catch (FlinkException e) when (e.IsRetryable)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cluster.Network.Clock);
            }
        }

        return true;
    }
}
