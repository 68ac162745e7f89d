using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.State;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Windowing;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Counts records and adds up their values.</summary>
internal readonly struct CountAndSum : IAggregateFunction<GoldenEvent, (long Count, long Sum), (long Count, long Sum)>
{
    public (long Count, long Sum) CreateAccumulator() => default;

    public void Add(in GoldenEvent record, ref (long Count, long Sum) accumulator)
    {
        accumulator.Count++;
        accumulator.Sum += record.Value;
    }

    public (long Count, long Sum) GetResult(in (long Count, long Sum) accumulator) => accumulator;

    public void Merge(ref (long Count, long Sum) accumulator, in (long Count, long Sum) other)
    {
        accumulator.Count += other.Count;
        accumulator.Sum += other.Sum;
    }
}

internal sealed class PrintAggregate : ProcessWindowFunction<(long Count, long Sum), string, string, TimeWindow>
{
    public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<(long Count, long Sum)> elements, Collector<string> output)
    {
        var (count, sum) = Assert.Single(elements);
        output.Collect($"{key},{context.Window.Start},{context.Window.End},{count},{sum},{context.CurrentWatermark}");
    }
}

internal sealed class PrintRecords : ProcessWindowFunction<GoldenEvent, string, string, TimeWindow>
{
    public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<GoldenEvent> elements, Collector<string> output) =>
        output.Collect($"{key},{context.Window.Start},{context.Window.End},{elements.Count},{elements.Sum(e => e.Value)},{context.CurrentWatermark}");
}

/// <summary>Counts how often a window and its key have fired.</summary>
internal sealed class CountFirings(OutputTag<string> cleared) : ProcessWindowFunction<(long Count, long Sum), string, string, TimeWindow>
{
    // The same name twice: what belongs to windows is kept apart from what belongs to keys.
    private readonly ValueStateDescriptor<long> _firings = new("firings");

    public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<(long Count, long Sum)> elements, Collector<string> output)
    {
        var ofWindow = Next(context.WindowState);
        var ofKey = Next(context.GlobalState);
        output.Collect($"{key},{context.Window.Start},{elements[0].Count},{elements[0].Sum},{ofWindow},{ofKey}");
    }

    public override void Clear(WindowContext<TimeWindow> context)
    {
        context.WindowState.GetState(_firings).Clear();
        context.Output(cleared, $"{context.Window.Start},{context.CurrentWatermark}");
    }

    private long Next(IKeyedStateStore store)
    {
        var state = store.GetState(_firings);
        state.Update(state.Value + 1);
        return state.Value;
    }
}
