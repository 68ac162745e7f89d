using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Keyed;

/// <summary>Values that expire, as the states see them.</summary>
internal readonly struct ExpiringCells<TKey, T, TComparer>(ExpiringValues<TKey, T, TComparer> values) : ICells<T>
    where TComparer : struct, IKeyComparer<TKey>
{
    public ref readonly T Find() => ref values.Find();

    public ref T GetOrAdd(out bool isNew) => ref values.GetOrAdd(out isNew);

    public void Remove() => values.Remove();
}
