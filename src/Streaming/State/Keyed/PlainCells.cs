using System.Runtime.CompilerServices;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Keyed;

/// <summary>Values that do not expire.</summary>
internal readonly struct PlainCells<TKey, T, TComparer>(StateTable<TKey, T, TComparer> table) : ICells<T>
    where TComparer : struct, IKeyComparer<TKey>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T Find() => ref table.Find();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T GetOrAdd(out bool isNew) => ref table.GetOrAdd(out isNew);

    public void Remove() => table.Remove();
}
