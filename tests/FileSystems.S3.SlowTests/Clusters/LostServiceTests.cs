using Flink.Cluster.SlowTests.Harness;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests.Clusters;

/// <summary>A service that is away for a while under a job whose checkpoints and results are there.</summary>
public sealed class LostServiceTests : S3ClusterTest
{
    private readonly HostileWay _way = new();

    protected override string Lines => string.Join('\n', _way.Configuration.Entries.Select(static entry => $"{entry.Key}: {entry.Value.Value}"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _way.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Job_goes_on_exactly_when_the_service_comes_back()
    {
        var (cluster, jobManager, workers) = await StartAsync(2);
        var job = await CountingJob.RunAsync(cluster, 2);

        _way.Block();
        await _way.RefusesAsync(8);
        _way.Open();

        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        await job.EndsExactlyAsync();
        Assert.DoesNotContain((FlinkProcess[])[jobManager, .. workers], static process => process.HasExited);
    }
}
