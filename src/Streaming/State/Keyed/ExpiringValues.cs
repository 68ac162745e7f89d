using System.Runtime.CompilerServices;
using Flink.Core.Types.Keys;

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

    public ref T Find()
    {
        var now = Sweep();
        ref var timed = ref _table.Find();
        if (Unsafe.IsNullRef(ref timed))
        {
            return ref Unsafe.NullRef<T>();
        }

        if (_expiry.HasExpired(timed.Since, now))
        {
            return ref TakeExpired(ref timed);
        }

        if (_expiry.RenewsOnRead)
        {
            timed.Since = now;
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

    private ref T TakeExpired(ref Timed<T> timed)
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

    private readonly struct Expired(Expiry expiry, long now) : IValueTest<Timed<T>>
    {
        public bool Matches(ref Timed<T> value) => expiry.HasExpired(value.Since, now);
    }
}
