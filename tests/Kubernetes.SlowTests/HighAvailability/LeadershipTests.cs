using Flink.Cluster.SlowTests.Harness;
using Flink.Core.FileSystems;

namespace Flink.Kubernetes.SlowTests.HighAvailability;

/// <summary>JobManagers and TaskManagers as processes of this machine, whose leader is found and followed in a real API server.</summary>
public sealed class LeadershipTests : ClusterTest, IAsyncLifetime
{
    private const string Id = "faults";

    // What may take long is long, so that only what is to be shown can have happened.
    private const string LongLease = "10 min";

    // What is waited for is short, and longer than a busy machine keeps a process from its renewals.
    private const string ShortLease = "12 s";

    private readonly string _home = Directory.CreateTempSubdirectory("flink-lease-data-").FullName;
    private LeaseholderNamespace _namespace = null!;
    private ClusterStorage? _storage;
    private string _jobManagers = "";
    private string _taskManagers = "";

    protected override ClusterStorage Storage => _storage ??= new ClusterStorage(new LocalFileSystem(), FilePath.OfLocal(_home), _namespace.Plugins, "");

    public async ValueTask InitializeAsync()
    {
        _namespace = await LeaseholderNamespace.CreateAsync();
        _jobManagers = await _namespace.AccountAsync("jobmanager", LeaseholderNamespace.JobManagerRules, isThroughProxy: true);
        _taskManagers = await _namespace.AccountAsync("taskmanager", LeaseholderNamespace.TaskManagerRules);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_namespace is not null)
        {
            await _namespace.DisposeAsync();
        }

        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Standby_takes_over_from_a_killed_leader_finds_the_TaskManagers_and_goes_on_from_the_checkpoint()
    {
        var cluster = ConfigureLease(ShortLease);
        var leader = StartJobManager(cluster);
        await leader.LogsAsync("This process leads");
        var (standby, rest) = StartStandby(cluster);
        var workers = await StartWorkersAsync(cluster);
        var job = await CountingJob.RunAsync(cluster, 2);

        await leader.KillAsync();

        await job.RunsAsync(rest);
        var ids = (await rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray().Select(static worker => worker.GetProperty("id").GetString()).Order();
        Assert.Equal(["tm-0", "tm-1"], ids);
        Assert.DoesNotContain(workers, static worker => worker.HasExited);
        Assert.Contains($"({job.Id}) is taken over from the leader before", standby.Logged);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Leader_that_is_told_to_end_gives_the_lease_back_and_the_standby_leads_without_waiting_for_it()
    {
        var cluster = ConfigureLease(LongLease);
        var leader = StartJobManager(cluster);
        await leader.LogsAsync("This process leads");
        var (standby, _) = StartStandby(cluster);
        await standby.LogsAsync("The REST endpoint listens");

        leader.Signal("TERM");

        await standby.LogsAsync($"This process leads in term 2 of {Id}");
        Assert.Equal(143, await leader.ExitAsync());
    }

    [Fact]
    public async Task JobManager_in_the_container_of_a_killed_one_leads_without_waiting_for_its_lease()
    {
        var cluster = ConfigureLease(LongLease);
        cluster.Set("POD_NAME", "jm-1");
        var leader = StartJobManager(cluster);
        await leader.LogsAsync("This process leads");

        await leader.KillAsync();

        await StartJobManager(cluster).LogsAsync($"This process leads in term 2 of {Id}");
    }

    [Fact]
    public async Task While_the_API_is_away_jobs_are_suspended_and_their_tasks_run_on()
    {
        var cluster = ConfigureLease(ShortLease);
        cluster.Add("taskmanager.slot.timeout: 5 s");
        var leader = StartJobManager(cluster);
        var workers = await StartWorkersAsync(cluster);
        var job = await CountingJob.RunAsync(cluster, 2);

        using (_namespace.Proxy.Cut())
        {
            await leader.LogsAsync("does not lead any more in term 1");
            await leader.LogsAsync($"({job.Id}) is suspended: its tasks run on");

            // For longer than slots wait for a master otherwise: an attempt a second.
            var attempts = Attempts(leader);
            await Waiting.UntilAsync(() => Attempts(leader) > attempts + 10, () => leader.Tail);
            Assert.DoesNotContain(workers, worker => worker.Logged.Contains($"of job {job.Id} is free", StringComparison.Ordinal));
        }

        await leader.LogsAsync($"This process leads in term 2 of {Id}");
        foreach (var worker in workers)
        {
            await Waiting.UntilAsync(() => Count(worker, "Registered at ResourceManager") >= 2, () => $"{worker.Tail}\n{leader.Tail}");
        }

        await leader.LogsAsync($"({job.Id}) goes on with its tasks");
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.DoesNotContain(workers, worker => worker.Logged.Contains($"The master of job {job.Id} is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Leader_outlasts_an_API_that_is_away_for_less_than_the_deadline()
    {
        var cluster = ConfigureLease("60 s");
        var leader = StartJobManager(cluster);
        await StartWorkersAsync(cluster);
        var job = await CountingJob.RunAsync(cluster, 2);

        using (_namespace.Proxy.Cut())
        {
            // Also checkpoints wait, whose pointers cannot be written.
            await leader.LogsAsync("'faults-leader' cannot be used");
        }

        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.DoesNotContain("does not lead any more", leader.Logged);
    }

    [Fact]
    public async Task Right_that_is_missing_is_named_with_its_remedy()
    {
        var cluster = ConfigureLease(ShortLease);
        await _namespace.WithdrawAsync("jobmanager", "leases", "create");

        var leader = StartJobManager(cluster);

        await leader.LogsAsync("""{apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"]}""");
        Assert.DoesNotContain("This process leads", leader.Logged);
    }

    [Fact]
    public async Task Commands_find_the_leader_in_the_lease()
    {
        var cluster = ConfigureLease(ShortLease);
        await StartJobManager(cluster).LogsAsync("This process leads");
        await StartWorkersAsync(cluster);
        var job = await CountingJob.RunAsync(cluster, 2);

        // The address that is configured is nobody's.
        var list = cluster.StartCommand("list", "-D", $"rest.port={FreePorts.Take()}");

        Assert.True(await list.ExitAsync() == 0, cluster.Tails());
        Assert.Contains(job.Id, list.Printed);
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Zookeeper_is_refused_with_what_there_is()
    {
        var cluster = ConfigureLease(ShortLease);
        var jobManager = cluster.StartJobManager("-D", "high-availability.type=zookeeper");

        Assert.Equal(1, await jobManager.ExitAsync());
        Assert.Contains("There is no provider of high availability 'zookeeper'", jobManager.Printed + jobManager.Logged);
        Assert.Contains("FILESYSTEM, kubernetes, NONE", jobManager.Printed + jobManager.Logged);
    }

    private static int Attempts(FlinkProcess jobManager) => Count(jobManager, "'faults-leader' cannot be used");

    private static int Count(FlinkProcess process, string text) => process.Logged.Split(text).Length - 1;

    private RealCluster ConfigureLease(string lease)
    {
        var cluster = Configure(
            $"""
            rest.retry.delay: 500 ms
            rest.retry.max-attempts: 100
            rest.connection-timeout: 1 min
            high-availability.type: kubernetes
            high-availability.storageDir: {_home}/ha
            kubernetes.cluster-id: {Id}
            kubernetes.config.file: {_taskManagers}
            high-availability.kubernetes.leader-election.lease-duration: {lease}
            high-availability.kubernetes.leader-election.renew-deadline: {(lease == LongLease ? "1 min" : lease)}
            high-availability.kubernetes.leader-election.retry-period: 1 s
            """);
        return cluster;
    }

    private FlinkProcess StartJobManager(RealCluster cluster, params string[] more) =>
        cluster.StartJobManager(["-D", $"kubernetes.config.file={_jobManagers}", .. more]);

    private (FlinkProcess Standby, RestProbe Probe) StartStandby(RealCluster cluster)
    {
        var port = FreePorts.Take();
        return (StartJobManager(cluster, "-D", $"rest.port={port}"), cluster.Probe(port));
    }

    private async Task<FlinkProcess[]> StartWorkersAsync(RealCluster cluster)
    {
        var workers = cluster.StartTaskManagers(2);
        await cluster.RegisteredAsync(2);
        return workers;
    }
}
