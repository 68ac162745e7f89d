using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State.Keyed;

internal sealed class MapState<TKey, TMapKey, TValue, TComparer> : IMapState<TMapKey, TValue>
    where TComparer : struct, IKeyComparer<TKey>
    where TMapKey : notnull
{
    private readonly StateTable<TKey, Dictionary<TMapKey, Timed<TValue>>, TComparer> _table;
    private readonly StateMapKeys<TMapKey> _keys;
    private readonly Expiry? _expiry;

    public MapState(StateTable<TKey, Dictionary<TMapKey, Timed<TValue>>, TComparer> table, StateMapKeys<TMapKey> keys, Expiry? expiry)
    {
        _table = table;
        _keys = keys;
        _expiry = expiry;
        if (expiry is not null)
        {
            expiry.SweepAll = () => _table.SweepAll(new Expired(expiry, expiry.Now));
        }
    }

    public bool IsEmpty
    {
        get
        {
            var now = Sweep();
            var map = Find();
            if (map is null || _expiry is null || _expiry.ReturnsExpired)
            {
                return map is null;
            }

            foreach (var entry in map)
            {
                if (!_expiry.HasExpired(entry.Value.Since, now))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public TValue? Get(in TMapKey key) => TryGetValue(in key, out var value) ? value : default;

    public bool TryGetValue(in TMapKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ThrowIfNull(in key);
        var now = Sweep();
        value = default;
        if (Find() is not { } map)
        {
            return false;
        }

        ref var timed = ref CollectionsMarshal.GetValueRefOrNullRef(map, key);
        if (Unsafe.IsNullRef(ref timed))
        {
            return false;
        }

        var hasExpired = _expiry is not null && _expiry.HasExpired(timed.Since, now);
        value = Kept<TValue>.CopyOf(in timed.Value);
        if (hasExpired)
        {
            Remove(map, in key);
            return _expiry!.ReturnsExpired;
        }

        if (_expiry is { RenewsOnRead: true })
        {
            timed.Since = now;
        }

        return true;
    }

    public bool Contains(in TMapKey key) => TryGetValue(in key, out _);

    public void Put(in TMapKey key, in TValue value)
    {
        ref var place = ref Ref(in key);
        place = value;
        Kept<TValue>.Detach(ref place);
    }

    public void PutAll(IEnumerable<KeyValuePair<TMapKey, TValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var (key, value) in entries)
        {
            Put(in key, in value);
        }
    }

    public bool Remove(in TMapKey key)
    {
        ThrowIfNull(in key);
        Sweep();
        return Find() is { } map && Remove(map, in key);
    }

    public ref TValue Ref(in TMapKey key)
    {
        ThrowIfNull(in key);
        var now = Sweep();
        ref var place = ref _table.GetOrAdd(out var isNew);
        var map = isNew ? place = new Dictionary<TMapKey, Timed<TValue>>(_keys) : place;
        ref var timed = ref CollectionsMarshal.GetValueRefOrNullRef(map, key);
        if (Unsafe.IsNullRef(ref timed))
        {
            var kept = key;
            Kept<TMapKey>.Detach(ref kept);
            timed = ref CollectionsMarshal.GetValueRefOrAddDefault(map, kept, out _);
        }
        else if (_expiry is { ReturnsExpired: false } && _expiry.HasExpired(timed.Since, now))
        {
            timed.Value = default!;
        }

        timed.Since = now;
        return ref timed.Value;
    }

    public IEnumerable<KeyValuePair<TMapKey, TValue>> Entries() => Take();

    public IEnumerable<TMapKey> Keys() => Take().ConvertAll(static entry => entry.Key);

    public IEnumerable<TValue> Values() => Take().ConvertAll(static entry => entry.Value);

    public void Clear() => _table.Remove();

    private List<KeyValuePair<TMapKey, TValue>> Take()
    {
        var now = Sweep();
        if (Find() is not { } map)
        {
            return [];
        }

        var taken = new List<KeyValuePair<TMapKey, TValue>>(map.Count);
        foreach (var (key, timed) in map)
        {
            var hasExpired = _expiry is not null && _expiry.HasExpired(timed.Since, now);
            if (!hasExpired || _expiry!.ReturnsExpired)
            {
                taken.Add(new KeyValuePair<TMapKey, TValue>(Kept<TMapKey>.CopyOf(in key), Kept<TValue>.CopyOf(in timed.Value)));
            }

            if (hasExpired)
            {
                map.Remove(key);
            }
            else if (_expiry is { RenewsOnRead: true })
            {
                CollectionsMarshal.GetValueRefOrNullRef(map, key).Since = now;
            }
        }

        if (map.Count == 0)
        {
            _table.Remove();
        }

        return taken;
    }

    private Dictionary<TMapKey, Timed<TValue>>? Find()
    {
        ref readonly var place = ref _table.Find();
        return Unsafe.IsNullRef(in place) ? null : place;
    }

    private bool Remove(Dictionary<TMapKey, Timed<TValue>> map, in TMapKey key)
    {
        var removed = map.Remove(key);
        if (map.Count == 0)
        {
            _table.Remove();
        }

        return removed;
    }

    private static void ThrowIfNull(in TMapKey key)
    {
        if (Kept<TMapKey>.IsNull(in key))
        {
            throw new ArgumentNullException(nameof(key), "A map state has no null keys.");
        }
    }

    private long Sweep()
    {
        if (_expiry is null)
        {
            return 0;
        }

        var now = _expiry.Now;
        if (_expiry.SweepSize > 0)
        {
            _table.Sweep(_expiry.SweepSize, new Expired(_expiry, now));
        }

        return now;
    }

    private readonly struct Expired(Expiry expiry, long now) : IEntryFilter<TKey, Dictionary<TMapKey, Timed<TValue>>>
    {
        public bool Removes(in TKey key, in Dictionary<TMapKey, Timed<TValue>> value)
        {
            foreach (var (mapKey, timed) in value)
            {
                if (expiry.HasExpired(timed.Since, now))
                {
                    value.Remove(mapKey);
                }
            }

            return value.Count == 0;
        }
    }
}
