using Flink.Core.EventTime;
using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.EventTime;

public class EventTimeTests
{
    private const int Count = 20_000;

    private static readonly WatermarkStrategy<long> _everyHundred = WatermarkStrategy
        .ForGenerator<long>(_ => new EveryHundred())
        .WithTimestampAssigner((record, _) => record * 10);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public async Task No_record_is_behind_the_watermark_of_sources_whose_splits_are_in_order(int parallelism, bool inTheStream)
    {
        var environment = Programs.NewEnvironment(parallelism);
        var source = new GeneratorSource<long>(index => index, new GeneratorOptions<long> { Count = Count });
        var stream = inTheStream
            ? environment.FromSource(source, "Numbers").AssignTimestampsAndWatermarks(_everyHundred)
            : environment.FromSource(source, _everyHundred, "Numbers");
        var seen = await stream.KeyBy(record => record % 7).Process(new Look()).CollectAsync();

        Assert.Equal(Count, seen.Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i * 10L), seen.Select(look => look.Timestamp).Order());
        Assert.All(seen, look => Assert.True(look.Timestamp > look.Watermark));
        Assert.Contains(seen, look => look.Watermark > Watermark.Unset);
    }

    [Fact]
    public async Task Aligned_sources_of_unequal_speed_and_size_end_with_all_their_records()
    {
        // More readers than splits, a source that ends early, a slow one, and readers that have no time yet.
        var environment = Programs.NewEnvironment(4, ("pipeline.auto-watermark-interval", "5 ms"));
        var strategy = WatermarkStrategy.ForMonotonousTimestamps<long>()
            .WithTimestampAssigner((record, _) => record)
            .WithIdleness(TimeSpan.FromMilliseconds(50))
            .WithWatermarkAlignment("group", TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(5));
        var fast = environment.FromSource(
            new GeneratorSource<long>(index => index, new GeneratorOptions<long> { Count = 100_000 }), strategy, "Fast");
        var slow = environment.FromSource(
            new GeneratorSource<long>(index => index * 500, new GeneratorOptions<long> { Count = 200, RecordsPerSecond = 1000 }), strategy, "Slow");
        var few = environment.FromSource(
            new GeneratorSource<long>(index => index, new GeneratorOptions<long> { Count = 2 }), strategy, "Few");
        fast.Union(slow, few).AddSink((long _) => { });
        var result = await environment.FinishAsync();

        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(100_202, result.RecordsRead);
    }

    public readonly record struct Seen(long Timestamp, long Watermark);

    private sealed class Look : ProcessFunction<long, Seen>
    {
        public override void ProcessElement(in long record, Context context, Collector<Seen> output) =>
            output.Collect(new Seen(context.Timestamp, context.CurrentWatermark));
    }

    private sealed class EveryHundred : IWatermarkGenerator<long>
    {
        private int _records;

        public void OnEvent(in long record, long timestamp, IWatermarkOutput output)
        {
            if (++_records % 100 == 0)
            {
                output.EmitWatermark(timestamp);
            }
        }

        public void OnPeriodicEmit(IWatermarkOutput output)
        {
        }
    }
}
