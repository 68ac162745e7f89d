using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Assets.ScriptedProgram;

/// <summary>Counts what it passes on in accumulators of every kind, under the names that the recorded program had.</summary>
public sealed class Accumulating : IMapFunction<long, long>, IRichFunction
{
    private static readonly string[] _ofLongs = ["longs", "ints", "int-min", "long-max", "list"];
    private static readonly string[] _ofDoubles = ["double-sum", "double-min", "double-max", "average"];

    private readonly LongCounter[] _longs = [.. _ofLongs.Select(static _ => new LongCounter())];
    private readonly DoubleCounter[] _doubles = [.. _ofDoubles.Select(static _ => new DoubleCounter())];
    private readonly Histogram _histogram = new();

    public void Open(RuntimeContext context)
    {
        foreach (var (name, counter) in _ofLongs.Zip(_longs))
        {
            context.AddAccumulator(name, counter);
        }

        foreach (var (name, counter) in _ofDoubles.Zip(_doubles))
        {
            context.AddAccumulator(name, counter);
        }

        context.AddAccumulator("histogram", _histogram);
    }

    public long Map(in long record)
    {
        foreach (var counter in _longs)
        {
            counter.Add(record);
        }

        foreach (var counter in _doubles)
        {
            counter.Add(0.5);
        }

        _histogram.Add((int)(record % 5));
        return record;
    }

    public void Close()
    {
    }
}
