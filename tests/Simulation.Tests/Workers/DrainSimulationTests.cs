using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.TaskManager;
using Flink.Simulation.Tests.Cluster;

namespace Flink.Simulation.Tests.Workers;

/// <summary>Workers that are about to go, with nothing else wrong: their work is off them in time, and nobody counts a failure.</summary>
public sealed class DrainSimulationTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(30);

    [Fact]
    public void Work_is_off_a_worker_before_its_system_takes_it_away() => ForEachSeed((cluster, job) =>
    {
        var container = Any(cluster);
        var grace = cluster.System!.Between(10, 90);
        cluster.System.Preempt(container, grace);
        CheckEnd(cluster, job, container);

        // Released as soon as nothing ran on it, and not by the end of its time.
        Assert.True(container.Ended < container.Deadline, $"Seed {cluster.Network.Seed}: it was there to the last, for {grace}\n{cluster.Network.Trace}");
    });

    [Fact]
    public void Worker_that_is_told_to_end_does_so_as_soon_as_its_work_has_moved() => ForEachSeed((cluster, job) =>
    {
        var container = Any(cluster);
        var deadline = cluster.Network.Now + TimeSpan.FromSeconds(30);
        cluster.Terminate(container.Process!, TimeSpan.FromSeconds(30));
        CheckEnd(cluster, job, container);
        Assert.True(container.Ended < deadline, $"Seed {cluster.Network.Seed}: it waited for nothing\n{cluster.Network.Trace}");
    });

    [Fact]
    public void Deadline_that_is_too_near_is_a_failure_like_others_and_the_result_is_exact() => ForEachSeed((cluster, job) =>
    {
        cluster.System!.Preempt(Any(cluster), cluster.System.Between(0, 1));
        cluster.Network.RunUntil(() => cluster.HasForgotten(job), _patience, "the job has ended");
        Assert.True(job.IsExact, $"Seed {cluster.Network.Seed}: {job.Said}");
    });

    private static void CheckEnd(SimulatedCluster cluster, SimulatedJob job, Container leaving)
    {
        cluster.Network.RunUntil(() => cluster.HasForgotten(job), _patience, "the job has ended");
        Assert.True(job.IsExact, $"Seed {cluster.Network.Seed}: {job.Said}");
        var details = cluster.Network.Run(() => cluster.Jobs!.FindJobAsync(job.Id, CancellationToken.None), _patience, "the job is described")!;
        Assert.Equal(JobStatus.Finished, details.Status);
        Assert.True(details.Failures.Count == 0, $"Seed {cluster.Network.Seed}: {string.Join("; ", details.Failures)}\n{cluster.Network.Trace}");
        foreach (var moved in details.Vertices[0].Subtasks.Select(static subtask => Assert.Single(subtask.Earlier)))
        {
            // A worker without work goes at once: whoever reads from it elsewhere may see that before it hears of its own cancellation (seed 7000772). It is no failure of the job.
            var isEnded = moved.State == ExecutionState.Canceled || (moved.State == ExecutionState.Failed && moved.TaskManagerId != leaving.Id.Value);
            Assert.True(isEnded, $"Seed {cluster.Network.Seed}: subtask {moved.Subtask} was {moved.State} on {moved.TaskManagerId}\n{cluster.Network.Trace}");
        }
    }

    private static void ForEachSeed(Action<SimulatedCluster, SimulatedJob> script)
    {
        for (var seed = Seeds.First; seed < Seeds.First + Math.Max(1, Seeds.Count / 10); seed++)
        {
            var network = new SimulatedNetwork(seed, new SimulationSettings { Codec = SimulatedCluster.Codec });
            var folder = Directory.CreateTempSubdirectory("flink-sim-");
            var job = new SimulatedJob(new JobId(new Id128(9, (ulong)seed)), $"drain {seed}", $"drain in {folder.Name}");
            try
            {
                script(Begin(network, folder.FullName, job), job);
            }
            finally
            {
                SumSink.Forget(job.World);
                folder.Delete(recursive: true);
            }
        }
    }

    private static SimulatedCluster Begin(SimulatedNetwork network, string folder, SimulatedJob job)
    {
        var cluster = new SimulatedCluster(network, folder, new Scenario(IsElastic: true, Jobs: 1, MostWireDelay: TimeSpan.Zero));
        cluster.StartJobManager("jobmanager-1:1");
        network.Run(() => cluster.SubmitAsync(job), _patience, "the job is accepted");
        network.RunUntil(() => cluster.Workers.Count == SimulatedJob.Parallelism, _patience, "its workers run");
        network.RunFor(cluster.System!.Between(5, 40));
        return cluster;
    }

    private static Container Any(SimulatedCluster cluster) => cluster.System!.Alive.ElementAt(cluster.Network.Random.Next(cluster.System.Alive.Count));
}
