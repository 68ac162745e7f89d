using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

internal sealed class AggregatingState<TIn, TAccumulator, TOut, TCells>(TCells cells, IAggregateFunction<TIn, TAccumulator, TOut> function)
    : IAggregatingState<TIn, TOut>, IMergingState
    where TCells : struct, ICells<TAccumulator>
{
    private readonly TCells _cells = cells;

    public TOut? Get() => TryGet(out var aggregate) ? aggregate : default;

    public bool TryGet(out TOut? aggregate)
    {
        ref readonly var place = ref _cells.Find();
        if (Unsafe.IsNullRef(in place))
        {
            aggregate = default;
            return false;
        }

        aggregate = function.GetResult(in place);
        return true;
    }

    public void Add(in TIn? element)
    {
        if (Kept<TIn>.IsNull(in element!))
        {
            _cells.Remove();
            return;
        }

        ref var place = ref _cells.GetOrAdd(out var isNew);
        if (isNew)
        {
            place = function.CreateAccumulator();
        }

        function.Add(in element!, ref place);
        Kept<TAccumulator>.Compact(ref place);
    }

    public void Clear() => _cells.Remove();

    object? IMergingState.Take()
    {
        ref readonly var place = ref _cells.Find();
        if (Unsafe.IsNullRef(in place))
        {
            return null;
        }

        var taken = place;
        _cells.Remove();
        return taken;
    }

    void IMergingState.Merge(object taken)
    {
        ref var place = ref _cells.GetOrAdd(out var isNew);
        if (isNew)
        {
            place = (TAccumulator)taken;
        }
        else
        {
            function.Merge(ref place, (TAccumulator)taken);
        }
    }
}
