using System.Runtime.CompilerServices;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State.Keyed;

/// <summary>Values that expire, one for each key. Rules as in Flink's AbstractTtlDecorator.</summary>
internal sealed class ExpiringValues<TKey, T, TComparer>
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly StateTable<TKey, Timed<T>, TComparer> _table;
    private readonly Expiry _expiry;
    private T _lastExpired = default!;

    public ExpiringValues(StateTable<TKey, Timed<T>, TComparer> table, Expiry expiry)
    {
        _table = table;
        _expiry = expiry;
        expiry.SweepAll = () => _table.SweepAll(new Expired(_expiry, _expiry.Now));
    }

    public ref readonly T Find()
    {
        var now = Sweep();
        ref readonly var timed = ref _table.Find();
        if (Unsafe.IsNullRef(in timed))
        {
            return ref Unsafe.NullRef<T>();
        }

        if (_expiry.HasExpired(timed.Since, now))
        {
            return ref TakeExpired(in timed);
        }

        if (_expiry.RenewsOnRead && timed.Since != now)
        {
            // Found again for writing: it may have been frozen. It stays where it is.
            _table.GetOrAdd(out _).Since = now;
        }

        return ref timed.Value;
    }

    public ref T GetOrAdd(out bool isNew)
    {
        var now = Sweep();
        ref var timed = ref _table.GetOrAdd(out isNew);
        if (!isNew && !_expiry.ReturnsExpired && _expiry.HasExpired(timed.Since, now))
        {
            isNew = true;
            timed.Value = default!;
        }

        timed.Since = now;
        return ref timed.Value;
    }

    public void Remove() => _table.Remove();

    private ref readonly T TakeExpired(ref readonly Timed<T> timed)
    {
        _lastExpired = timed.Value;
        _table.Remove();
        return ref _expiry.ReturnsExpired ? ref _lastExpired : ref Unsafe.NullRef<T>();
    }

    private long Sweep()
    {
        var now = _expiry.Now;
        if (_expiry.SweepSize > 0)
        {
            _table.Sweep(_expiry.SweepSize, new Expired(_expiry, now));
        }

        return now;
    }

    private readonly struct Expired(Expiry expiry, long now) : IEntryFilter<TKey, Timed<T>>
    {
        public bool Removes(in TKey key, in Timed<T> value) => expiry.HasExpired(value.Since, now);
    }
}
