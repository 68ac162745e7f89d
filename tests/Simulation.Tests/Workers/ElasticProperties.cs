using Flink.Core;
using Flink.Runtime.Rpc.Simulation;
using Flink.Simulation.Tests.Cluster;

namespace Flink.Simulation.Tests.Workers;

/// <summary>What must hold of workers that come and go on demand, once nothing breaks any more.</summary>
internal sealed class ElasticProperties(SimulatedCluster cluster, ContainerSystem system)
{
    // Failed starts pause after ten in a minute, for three seconds each; a storm of requests would be far beyond that.
    private const double MostRequestsInAMinute = 60;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(15);

    private SimulatedNetwork Network => cluster.Network;

    /// <summary>Checks them in a world whose jobs have ended.</summary>
    /// <param name="job">One more job, which is not led to its end.</param>
    public void Check(SimulatedJob job)
    {
        CheckRequests();
        RunUntilEmpty();
        CheckCounters(job);
        CheckEnd();
    }

    private void RunUntilEmpty()
    {
        var requests = system.Requests;
        Network.RunUntil(() => system.Alive.Count == 0, _patience, "workers that nobody needs are released, those included that never registered");
        RunUntilRegistered(0);
        Require(system.Requests == requests, $"{system.Requests - requests} workers were requested when no job was left");
    }

    // With nothing wrong any more there are exactly the workers that are needed, and each was requested once.
    private void CheckCounters(SimulatedJob job)
    {
        var requests = system.Requests;
        Network.Run(() => cluster.SubmitAsync(job), _patience, "one more job is accepted");
        RunUntilRegistered(SimulatedJob.Parallelism);
        Network.RunFor(TimeSpan.FromSeconds(60));
        var registered = Registered();
        Require(
            registered == SimulatedJob.Parallelism && system.Alive.Count == registered && system.Requests - requests == registered,
            $"{system.Alive.Count} workers run, {registered} are registered, and {system.Requests - requests} were requested; {SimulatedJob.Parallelism} are needed");
    }

    // While a worker is being replaced, and sometimes the leader too.
    private void CheckEnd()
    {
        system.Exit(system.Alive.First(), "exit code 1");
        Network.RunFor(system.Between(0, 3));
        if (Network.Random.Next(2) == 0)
        {
            _ = cluster.DeregisterAsync();
            cluster.RestartJobManager(cluster.Election.Leader!);
        }

        Network.Run(DeregisterAsync, _patience, "the cluster is deregistered");
        Network.RunFor(TimeSpan.FromMinutes(1));
        Require(system.HasEnded && system.Alive.Count == 0, $"{system.Alive.Count} workers are left after the end of the cluster");
    }

    private void RunUntilRegistered(int count)
    {
        for (var end = Network.Now + _patience; Registered() != count; Network.RunFor(TimeSpan.FromSeconds(1)))
        {
            Require(Network.Now < end, $"the ResourceManager knows of {Registered()} workers for {_patience}; {count} are needed");
        }
    }

    private int Registered() => Network.Run(RegisteredAsync, _patience, "somebody leads");

    private void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{message}\n{Network.Trace}");
        }
    }

    private void CheckRequests()
    {
        var most = 20 + (MostRequestsInAMinute * Network.Now.TotalMinutes);
        Require(system.Requests <= most, $"{system.Requests} workers were requested in {Network.Now.TotalMinutes:0.#} minutes: it never comes to rest");
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

            await Task.Delay(TimeSpan.FromSeconds(1), Network.Clock);
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
                await Task.Delay(TimeSpan.FromSeconds(1), Network.Clock);
            }
        }

        return true;
    }
}
