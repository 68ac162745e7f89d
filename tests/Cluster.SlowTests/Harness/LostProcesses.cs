namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Kills processes under a <see cref="CountingJob"/> that must outlive them.</summary>
public static class LostProcesses
{
    /// <summary>Twice kills a TaskManager that the job uses and starts it anew; the job goes on each time.</summary>
    /// <param name="cluster">With one TaskManager more than the job needs.</param>
    /// <param name="job">It runs.</param>
    /// <param name="workers">The TaskManagers; new ones take the places of those that are killed.</param>
    public static async Task KillTaskManagersAsync(RealCluster cluster, CountingJob job, FlinkProcess[] workers)
    {
        for (var round = 0; round < 2; round++)
        {
            var used = (await job.PlacesAsync()).SelectMany(static places => places).Max()!;
            var index = int.Parse(used[^1..]);
            await workers[index].KillAsync();
            await cluster.RegisteredAsync(workers.Length - 1);
            workers[index] = cluster.StartTaskManager("-D", $"taskmanager.resource-id={used}");
            await cluster.RegisteredAsync(workers.Length);
            await job.RunsAsync(cluster.Rest);
            await job.ChecksPointAsync();
        }
    }

    /// <summary>Starts two JobManagers, TaskManagers and a job, and kills the leader; the standby takes the job over.</summary>
    /// <param name="cluster">Nothing of it runs yet.</param>
    public static Task<(CountingJob Job, RestProbe Probe, FlinkProcess[] Workers)> KillLeaderAsync(RealCluster cluster) =>
        LoseLeaderAsync(cluster, static leader => leader.KillAsync());

    /// <summary>Starts two JobManagers, TaskManagers and a job, and has the leader lost; the standby takes the job over.</summary>
    /// <param name="cluster">Nothing of it runs yet.</param>
    /// <param name="lose">Keeps the leader from leading.</param>
    public static async Task<(CountingJob Job, RestProbe Probe, FlinkProcess[] Workers)> LoseLeaderAsync(RealCluster cluster, Func<FlinkProcess, Task> lose)
    {
        cluster.Add("rest.retry.delay: 500 ms\nrest.retry.max-attempts: 240");
        cluster.EnableHighAvailability();
        var leader = cluster.StartJobManager();
        await leader.LogsAsync("This process leads");
        var otherPort = FreePorts.Take();
        var standby = cluster.StartJobManager("-D", $"rest.port={otherPort}");
        var workers = cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        await lose(leader);

        var rest = cluster.Probe(otherPort);
        await job.RunsAsync(rest);
        Assert.Contains($"({job.Id}) is taken over from the leader before", standby.Logged);
        return (job, rest, workers);
    }
}
