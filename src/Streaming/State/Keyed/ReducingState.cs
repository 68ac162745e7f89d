using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

internal sealed class ReducingState<T, TCells>(TCells cells, IReduceFunction<T> function) : IReducingState<T>, IMergingState
    where TCells : struct, ICells<T>
{
    private readonly TCells _cells = cells;

    public T? Get() => TryGet(out var reduction) ? reduction : default;

    public bool TryGet(out T? reduction)
    {
        ref readonly var place = ref _cells.Find();
        if (Unsafe.IsNullRef(in place))
        {
            reduction = default;
            return false;
        }

        reduction = Kept<T>.CopyOf(in place);
        return true;
    }

    public void Add(in T? element)
    {
        if (Kept<T>.IsNull(in element!))
        {
            _cells.Remove();
            return;
        }

        ref var place = ref _cells.GetOrAdd(out var isNew);
        place = isNew ? element! : function.Reduce(in place, in element!);
        Kept<T>.Detach(ref place);
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

    void IMergingState.Merge(object taken) => Add((T)taken);
}
