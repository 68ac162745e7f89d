using Flink.Core.Graph;
using Flink.Runtime.Rpc.Simulation;
using Flink.Simulation.Tests.Workers;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>The real control plane and real tasks under faults: whatever broke meanwhile, jobs finish once there is room, with exact results.</summary>
public sealed class ClusterSimulationTests
{
    private static readonly TimeSpan TimeOfFaults = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan TimeToFinish = TimeSpan.FromMinutes(30);

    [Fact]
    public void Jobs_finish_with_exact_results_whatever_breaks()
    {
        var failures = new SortedDictionary<int, string>();
        var cancellation = TestContext.Current.CancellationToken;
        Parallel.For(
            Seeds.First, Seeds.First + Seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, seed =>
            {
                try
                {
                    Simulate(seed);
                }
                catch (Exception e)
                {
                    lock (failures)
                    {
                        failures.Add(seed, e is SimulationException ? e.Message : $"Seed {seed}: {e}");
                    }
                }
            });

        // One trace is enough to begin with; the others follow from their seeds.
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {Seeds.Count} seeds failed: {string.Join(", ", failures.Keys)}. To replay the first: "
            + $"./sim.sh --seeds 1 --first-seed {failures.Keys.FirstOrDefault()}\n{failures.Values.FirstOrDefault()}");
    }

    // 6234: a request of a term that has ended arrives after the listing of the next one, and its worker never starts.
    [Theory]
    [InlineData(6234)]
    public void Seeds_that_found_something_hold(int seed) => Simulate(seed);

    [Fact]
    public void A_seed_replays_event_by_event() => Assert.Equal(Simulate(Seeds.First), Simulate(Seeds.First));

    [Fact]
    public void Names_of_jobs_in_answers_replay_too()
    {
        // In it a suspended master refuses a worker.
        const int Seed = 18;
        Assert.Equal(Simulate(Seed), Simulate(Seed));
    }

    [Fact]
    public void Without_faults_a_job_finishes_at_its_own_pace()
    {
        Simulate(Seeds.First, hasFaults: false);
    }

    private static ulong Simulate(int seed, bool hasFaults = true)
    {
        var network = new SimulatedNetwork(seed, new SimulationSettings { Codec = SimulatedCluster.Codec });
        var folder = Directory.CreateTempSubdirectory("flink-sim-");
        using var trace = TraceOf(network, seed);
        var scenario = Scenario.Of(seed);
        SimulatedJob[] jobs = [.. Enumerable.Range(0, scenario.Jobs).Select(number =>
            new SimulatedJob(new JobId(new Id128(9 + (ulong)number, (ulong)seed)), $"{seed}-{number}", $"{number} in {folder.Name}", scenario.SlotSizes))];
        try
        {
            Run(new SimulatedCluster(network, folder.FullName, scenario), jobs, hasFaults);
            return network.Trace.Digest;
        }
        finally
        {
            Array.ForEach(jobs, static job => SumSink.Forget(job.World));
            folder.Delete(recursive: true);
        }
    }

    private static void Run(SimulatedCluster cluster, SimulatedJob[] jobs, bool hasFaults)
    {
        var network = cluster.Network;
        var slots = new SlotProperties(cluster, jobs);
        if (jobs[0].Sizes is not SlotSizes.Default)
        {
            slots.Begin();
        }

        cluster.StartJobManager("jobmanager-1:1");
        cluster.StartJobManager("jobmanager-2:1");
        for (var i = 0; i < 3 && cluster.System is null; i++)
        {
            cluster.StartWorker();
        }

        foreach (var job in jobs)
        {
            network.Run(() => cluster.SubmitAsync(job), TimeToFinish, "the job is accepted");
        }

        if (hasFaults)
        {
            var faults = new Faults(cluster);
            var troubles = cluster.System is { } system ? new SystemFaults(system) : null;
            faults.Begin();
            troubles?.Begin();
            network.RunFor(TimeOfFaults);
            faults.End();
            troubles?.End();
        }

        foreach (var job in jobs)
        {
            network.RunUntil(() => cluster.HasForgotten(job), TimeToFinish, "the job has ended and nothing of it is left in the store");
            if (!job.IsExact)
            {
                throw new InvalidOperationException(
                    $"the job has ended, and its sinks said {job.Said} instead of {(SimulatedJob.Parallelism, SimulatedJob.Records, "the sum")}\n{network.Trace}");
            }
        }

        if ((slots.Slots == 0 && jobs[0].Sizes is not SlotSizes.Default) || (slots.Pairs == 0 && jobs[0].Sizes is SlotSizes.CoLocated))
        {
            throw new InvalidOperationException($"nobody looked: {slots.Slots} slots and {slots.Pairs} pairs of tasks were seen\n{network.Trace}");
        }

        if (cluster.System is { } containers)
        {
            var last = new SimulatedJob(new JobId(new Id128(8, (ulong)network.Seed)), $"last of {jobs[0].Name}", $"last of {jobs[0].World}");
            new ElasticProperties(cluster, containers).Check(last);
            SumSink.Forget(last.World);
        }
    }

    private static StreamWriter? TraceOf(SimulatedNetwork network, int seed)
    {
        if (Seeds.TraceFolder is null)
        {
            return null;
        }

        var writer = new StreamWriter(Path.Combine(Seeds.TraceFolder, $"seed-{seed}.txt")) { AutoFlush = true };
        network.Trace.Listener = writer.WriteLine;
        return writer;
    }
}
