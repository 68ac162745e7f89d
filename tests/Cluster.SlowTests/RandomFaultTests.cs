using System.Globalization;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Processes of all roles are killed and held still at random while a job counts.</summary>
/// <remarks>
/// <c>FLINK_FAULTS_SEED</c> draws other faults, <c>FLINK_FAULTS_SECONDS</c> has more of them. A seed gives the same faults in the same order; what they meet is up to the machine.
/// </remarks>
public sealed class RandomFaultTests : ClusterTest
{
    private const int DefaultSeed = 1;
    private const int DefaultSeconds = 30;

    // Two slots are needed: one worker may be away.
    private const int Workers = 3;

    private readonly List<string> _faults = [];
    private readonly FlinkProcess[] _masters = new FlinkProcess[2];
    private readonly FlinkProcess[] _workers = new FlinkProcess[Workers];
    private int[] _ports = [];
    private int _started;

    [Fact]
    public async Task Job_is_exact_whatever_dies_or_stands_still()
    {
        var seed = FromEnvironment("FLINK_FAULTS_SEED", DefaultSeed);
        var random = new Random(seed);
        var cluster = Configure(
            """
            rest.retry.delay: 500 ms
            rest.retry.max-attempts: 240
            client.timeout: 10 s
            heartbeat.interval: 500 ms
            heartbeat.timeout: 4 s
            execution.checkpointing.timeout: 10 s
            restart-strategy.fixed-delay.attempts: 1000
            """);
        cluster.EnableHighAvailability();
        _ports = [cluster.RestPort, FreePorts.Take()];
        StartMaster(cluster, 0);
        StartMaster(cluster, 1);
        for (var i = 0; i < Workers; i++)
        {
            StartWorker(cluster, i);
        }

        await cluster.TurnToLeaderAsync(_ports);
        await cluster.RegisteredAsync(Workers);
        var job = await CountingJob.RunAsync(cluster, 2);

        var end = DateTime.UtcNow.AddSeconds(FromEnvironment("FLINK_FAULTS_SECONDS", DefaultSeconds));
        while (DateTime.UtcNow < end)
        {
            await Task.Delay(random.Next(200, 4_000));
            await HurtAsync(cluster, random);
        }

        try
        {
            await job.ChecksPointAsync();
            await job.EndsExactlyAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"With seed {seed}, after {string.Join("; ", _faults)}:\n{e.Message}", e);
        }
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private void StartMaster(RealCluster cluster, int index) =>
        _masters[index] = cluster.StartJobManager("-D", $"rest.port={_ports[index]}");

    private void StartWorker(RealCluster cluster, int index) =>
        _workers[index] = cluster.StartTaskManager("-D", $"taskmanager.resource-id=tm-{_started++}");

    // One process at a time is held still, and goes on before the next fault.
    private async Task HurtAsync(RealCluster cluster, Random random)
    {
        var isMaster = random.Next(3) == 0;
        var index = random.Next(isMaster ? _masters.Length : Workers);
        var process = isMaster ? _masters[index] : _workers[index];
        if (random.Next(2) == 0)
        {
            Note($"{process.Name} was killed");
            await process.KillAsync();
            if (isMaster)
            {
                StartMaster(cluster, index);
            }
            else
            {
                StartWorker(cluster, index);
            }
        }
        else
        {
            // Below and beyond what heartbeats and leases allow.
            var time = random.Next(500, isMaster ? 15_000 : 7_000);
            Note($"{process.Name} stood still for {time} ms");
            process.Signal("STOP");
            await Task.Delay(time);
            process.Signal("CONT");
        }
    }

    private void Note(string fault) => _faults.Add($"{DateTime.Now:HH:mm:ss.fff} {fault}");
}
