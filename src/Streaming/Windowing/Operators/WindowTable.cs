using System.Runtime.CompilerServices;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What is kept for each key and window. The only place where the state of single windows meets its table.</summary>
/// <param name="space">Where the table lies.</param>
internal sealed class WindowTable<TKey, TWindow, TValue, TKeyComparer, TWindowComparer>(TableSpace space)
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private readonly KeyedTable<WindowKey<TKey, TWindow>, TValue, WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>> _entries =
        space.NewTable<WindowKey<TKey, TWindow>, TValue, WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>>();

    /// <summary>Windows that have something.</summary>
    public long Count => _entries.Count;

    /// <summary>The place of a window's value, made if there is none. Valid until the next call.</summary>
    public ref TValue GetOrAdd(in TKey key, ulong keyHash, in TWindow window, out bool isNew)
    {
        var place = new WindowKey<TKey, TWindow>(key, window);
        return ref _entries.GetOrAdd(in place, Hash(keyHash, in window), out isNew);
    }

    public bool TryGet(in TKey key, ulong keyHash, in TWindow window, out TValue value)
    {
        ref readonly var place = ref _entries.Find(new WindowKey<TKey, TWindow>(key, window), Hash(keyHash, in window));
        if (Unsafe.IsNullRef(in place))
        {
            value = default!;
            return false;
        }

        value = place;
        return true;
    }

    public bool Remove(in TKey key, ulong keyHash, in TWindow window) =>
        _entries.Remove(new WindowKey<TKey, TWindow>(key, window), Hash(keyHash, in window));

    public void Snapshot(StateWriter state, string name) => _entries.Snapshot(state, name);

    public void Restore(StateReader state, string name) => _entries.Restore(state, name);

    private static ulong Hash(ulong keyHash, in TWindow window) =>
        WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>.Hash(keyHash, in window);
}
