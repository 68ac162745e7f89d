using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Engine;

[Collection(AloneCollection.Name)]
public class AllocationTests
{
    private const int Keys = 64;
    private const long Window = 500_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Pipeline_of_structs_allocates_nothing_per_record_in_steady_state(int parallelism, bool inEventTime)
    {
        const int windows = 8;
        var meter = new AllocationMeter(windows);

        // A periodic watermark allocates a little: whether it falls into a window must not depend on the machine.
        var environment = Programs.NewEnvironment(parallelism, ("pipeline.auto-watermark-interval", "10 min"));
        var source = new GeneratorSource<Reading, Readings>(default, new GeneratorOptions<Reading> { Count = (windows + 1) * Window });
        var readings = inEventTime
            ? environment.FromSource(source, _strategy, "Readings").AssignTimestampsAndWatermarks(_strategy)
            : environment.FromSource(source, "Readings");
        readings
            .Update(static (ref Reading reading) => reading.Value++)
            .Filter(static (in Reading reading) => reading.Value > 0)
            .Map(static reading => reading)
            .KeyBy(static (in Reading reading) => reading.Key)
            .Sum(reading => reading.Value)
            .AddSink(new CountingSink(meter));

        await environment.FinishAsync();

        // What is made once, such as a channel's batches, falls into some windows; what is made for each record or batch into all.
        Assert.InRange(meter.LeastBytes() / (double)Window, 0, 0.001);
    }

    private static readonly WatermarkStrategy<Reading> _strategy = WatermarkStrategy
        .ForBoundedOutOfOrderness<Reading>(TimeSpan.FromSeconds(1))
        .WithTimestampAssigner(static (in reading, _) => reading.Value);

    private struct Reading
    {
        public int Key;
        public long Value;
    }

    private readonly struct Readings : IGeneratorFunction<Reading>
    {
        public Reading Generate(long index) => new() { Key = (int)(index % Keys), Value = index };
    }

    /// <summary>What the process had allocated at the end of each window of records.</summary>
    private sealed class AllocationMeter(int windows)
    {
        private readonly long[] _bytes = new long[windows + 1];
        private long _count;

        public void Count()
        {
            var count = Interlocked.Increment(ref _count);
            if (count % Window == 0)
            {
                _bytes[(count / Window) - 1] = GC.GetTotalAllocatedBytes(precise: true);
            }
        }

        public long LeastBytes() => _bytes.Zip(_bytes.Skip(1), (before, after) => after - before).Min();
    }

    private readonly struct CountingSink(AllocationMeter meter) : ISinkFunction<Reading>
    {
        public void Invoke(in Reading record, long timestamp) => meter.Count();
    }
}
