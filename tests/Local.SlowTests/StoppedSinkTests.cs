using Flink.Core.Execution;
using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.SlowTests;

/// <summary>A sink that stops for a minute while its source has no end keeps the process under its configured size.</summary>
[Collection(AloneCollection.Name)]
public class StoppedSinkTests
{
    private const long NetworkBytes = 16L << 20;
    private const long Slack = 64L << 20;

    [Fact]
    public async Task Sink_that_stops_for_a_minute_keeps_the_process_within_its_memory()
    {
        using var gate = new Gate();
        using var arrived = new Tally();
        var environment = Programs.NewEnvironment(2, ("taskmanager.memory.network.max", $"{NetworkBytes} b"));
        environment.Unbounded().Map(number => $"a record with some text behind a reference: {number}").Rebalance()
            .AddSink(_ =>
            {
                gate.Wait(0);
                arrived.Add(1);
            }).Blocking();
        var before = Environment.WorkingSet;
        var job = await environment.SubmitAsync();
        using var meters = new TaskMeters(job.JobId);
        await gate.Entered.WaitAsync(Programs.Patience);

        // A minute of back-pressure by the engine's own meter, over both subtasks; longer than any test's usual patience.
        await meters.ReachedAsync("accumulateBackPressuredTimeMs", "Source: Unbounded -> Map", 2 * 60_000, TimeSpan.FromMinutes(5));

        Assert.Equal(0, arrived.Count);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, NetworkBytes + Slack);
        var sent = meters.Read("numRecordsOut", "Source: Unbounded -> Map");
        gate.Open();
        await meters.ReachedAsync("numRecordsOut", "Source: Unbounded -> Map", 2 * sent);
        await job.CancelAsync();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Equal(JobStatus.Canceled, result.Status);
        Assert.InRange(arrived.Count, 1, long.MaxValue);
    }
}
