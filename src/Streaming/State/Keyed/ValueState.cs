using System.Runtime.CompilerServices;
using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

internal sealed class ValueState<T, TCells>(TCells cells) : IValueState<T>
    where TCells : struct, ICells<T>
{
    private readonly TCells _cells = cells;

    public T? Value => TryGetValue(out var value) ? value : default;

    public bool TryGetValue(out T? value)
    {
        ref readonly var place = ref _cells.Find();
        if (Unsafe.IsNullRef(in place) || Kept<T>.IsNull(in place))
        {
            value = default;
            return false;
        }

        value = Kept<T>.CopyOf(in place);
        return true;
    }

    public void Update(in T? value)
    {
        if (Kept<T>.IsNull(in value!))
        {
            _cells.Remove();
            return;
        }

        ref var place = ref _cells.GetOrAdd(out _);
        place = value!;
        Kept<T>.Detach(ref place);
    }

    public ref T Ref() => ref _cells.GetOrAdd(out _);

    public void Clear() => _cells.Remove();
}
