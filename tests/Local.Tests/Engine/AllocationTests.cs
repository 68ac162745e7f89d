using Flink.Core.Functions;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Engine;

[Collection(AloneCollection.Name)]
public class AllocationTests
{
    private const int Keys = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pipeline_of_structs_allocates_nothing_per_record_in_steady_state(int parallelism)
    {
        const long first = 1_000_000;
        const long last = 6_000_000;
        var meter = new AllocationMeter(first, last);
        var environment = Programs.NewEnvironment(parallelism);
        environment.FromSource(new GeneratorSource<Reading, Readings>(default, new GeneratorOptions<Reading> { Count = last + 1_000_000 }), "Readings")
            .Update(static (ref Reading reading) => reading.Value++)
            .Filter(static (in Reading reading) => reading.Value > 0)
            .Map(static reading => reading)
            .KeyBy(static (in Reading reading) => reading.Key)
            .Sum(reading => reading.Value)
            .AddSink(new CountingSink(meter));

        await environment.FinishAsync();

        Assert.InRange(meter.Bytes / (double)(last - first), 0, 0.001);
    }

    private struct Reading
    {
        public int Key;
        public long Value;
    }

    private readonly struct Readings : IGeneratorFunction<Reading>
    {
        public Reading Generate(long index) => new() { Key = (int)(index % Keys), Value = index };
    }

    /// <summary>What the process allocates between two counts of records.</summary>
    private sealed class AllocationMeter(long first, long last)
    {
        private long _count;
        private long _before;

        public long Bytes { get; private set; }

        public void Count()
        {
            var count = Interlocked.Increment(ref _count);
            if (count == first)
            {
                Volatile.Write(ref _before, GC.GetTotalAllocatedBytes(precise: true));
            }
            else if (count == last)
            {
                Bytes = GC.GetTotalAllocatedBytes(precise: true) - Volatile.Read(ref _before);
            }
        }
    }

    private readonly struct CountingSink(AllocationMeter meter) : ISinkFunction<Reading>
    {
        public void Invoke(in Reading record, long timestamp) => meter.Count();
    }
}
