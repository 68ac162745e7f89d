using Flink.Core.Records;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Engine;

[Collection(AloneCollection.Name)]
public class BackPressureTests
{
    private const int NetworkBytes = 1024 * 1024;

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Sink_that_stops_holds_the_source_within_the_network_memory_and_loses_nothing(int parallelism, bool declared)
    {
        const long count = 2_000_000;
        using var gate = new Gate();
        using var made = new Tally();
        using var sum = new Tally();
        var environment = Programs.NewEnvironment(parallelism, ("taskmanager.memory.network.max", $"{NetworkBytes} b"));
        var source = environment.FromSource(
            new GeneratorSource<long>(
                index =>
                {
                    made.Add(1);
                    return index;
                },
                new GeneratorOptions<long> { Count = count }),
            "Numbers");
        var sink = source.Rebalance().AddSink(number => sum.Add(gate.Wait(number)));
        if (declared)
        {
            sink.Blocking();
        }

        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var job = await environment.SubmitAsync();
        using var meters = new TaskMeters(job.JobId);
        await gate.Entered.WaitAsync(Programs.Patience);

        // The time is that of all subtasks together: on a busy machine one may have it all, while another has yet to begin.
        long madeBefore;
        do
        {
            madeBefore = made.Count;
            await meters.ReachedAsync("accumulateBackPressuredTimeMs", "Source: Numbers", meters.Read("accumulateBackPressuredTimeMs", "Source: Numbers") + (40 * parallelism));
        }
        while (made.Count != madeBefore);

        // Every source stands still: what it has made is under way within the bound, in the hands of a sink, or being built.
        var atHand = 3 * parallelism * parallelism * BatchSize.AtExchange<long>();
        Assert.InRange(madeBefore, 1, (NetworkBytes / BatchSize.RecordBytes<long>()) + atHand);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heapBefore, long.MinValue, 4 * NetworkBytes);

        gate.Open();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Null(result.Failure);
        Assert.Equal(count, made.Count);
        Assert.Equal(count * (count - 1) / 2, sum.Count);
    }
}
