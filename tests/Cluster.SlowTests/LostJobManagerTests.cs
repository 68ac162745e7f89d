using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>JobManagers that are killed under a running job.</summary>
public sealed class LostJobManagerTests : ClusterTest
{
    [Fact]
    public async Task TaskManagers_drop_the_jobs_of_a_killed_JobManager_and_register_at_the_next_one()
    {
        var (cluster, jobManager, workers) = await StartAsync(2, "rest.retry.delay: 500 ms\nrest.retry.max-attempts: 240");
        var lost = await CountingJob.RunAsync(cluster, 2);

        await jobManager.KillAsync();
        foreach (var worker in workers)
        {
            await worker.LogsAsync("The ResourceManager is lost");
            await worker.LogsAsync($"of job {lost.Id} is free");
        }

        cluster.StartJobManager();
        await cluster.RegisteredAsync(2);
        var code = await lost.Client.ExitAsync();

        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        Assert.Equal(["tm-0", "tm-1"], await cluster.TaskManagerIdsAsync());
        Assert.Equal(1, code);
        Says(lost.Client, $"Job {lost.Id} not found");
        await (await CountingJob.RunAsync(cluster, 2)).EndsExactlyAsync();
    }

    [Fact]
    public async Task Client_of_a_JobManager_that_does_not_come_back_ends_with_an_error()
    {
        var (cluster, jobManager, _) = await StartAsync(1, "rest.retry.delay: 200 ms\nrest.retry.max-attempts: 5");
        var job = await CountingJob.RunAsync(cluster, 1);

        await jobManager.KillAsync();

        Assert.Equal(1, await job.Client.ExitAsync());
        Says(job.Client, "No cluster answers at");
        Assert.Contains(job.Id, job.Client.Printed.Split("JobID")[^1]);
    }

    [Fact]
    public async Task Standby_JobManager_goes_on_with_the_job_and_keeps_the_TaskManagers()
    {
        var (job, rest, workers) = await LostProcesses.KillLeaderAsync(Configure());
        var ids = (await rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray().Select(static worker => worker.GetProperty("id").GetString()).Order();
        Assert.Equal(["tm-0", "tm-1"], ids);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Leading_JobManager_that_was_stopped_for_longer_than_its_term_does_no_harm_when_it_goes_on()
    {
        var cluster = Configure("client.timeout: 10 s");
        FlinkProcess? stopped = null;
        var (job, rest, workers) = await LostProcesses.LoseLeaderAsync(cluster, leader =>
        {
            stopped = leader;
            leader.Signal("STOP");
            return Task.CompletedTask;
        });
        await job.ChecksPointAsync();
        var jobs = (await rest.GetAsync($"v1/jobs/{job.Id}")).GetProperty("timestamps").GetProperty("RUNNING").GetInt64();

        stopped!.Signal("CONT");
        await stopped.LogsAsync("This process does not lead any more");
        await job.ChecksPointAsync();

        // What it did in its last moments has cost the job nothing, and workers and clients are with the other one.
        Assert.Equal(jobs, (await rest.GetAsync($"v1/jobs/{job.Id}")).GetProperty("timestamps").GetProperty("RUNNING").GetInt64());
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await cluster.Rest.Http.GetAsync("readyz")).StatusCode);
        Assert.False(stopped.HasExited, stopped.Tail);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Client_turns_to_the_JobManager_that_leads_while_the_one_before_hangs()
    {
        var (job, _, _) = await LostProcesses.LoseLeaderAsync(Configure("client.timeout: 1 h"), static leader =>
        {
            leader.Signal("STOP");
            return Task.CompletedTask;
        });
        await job.ChecksPointAsync();

        await job.EndsExactlyAsync();
    }

    private static void Says(FlinkProcess client, string text) => Assert.True(client.Printed.Contains(text, StringComparison.Ordinal), client.Tail);
}
