using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State.Keyed;

internal sealed class ListState<TKey, T, TComparer> : IListState<T>, IMergingState
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly StateTable<TKey, StateElements<T>, TComparer> _table;
    private readonly Expiry? _expiry;

    public ListState(StateTable<TKey, StateElements<T>, TComparer> table, Expiry? expiry)
    {
        _table = table;
        _expiry = expiry;
        if (expiry is not null)
        {
            expiry.SweepAll = () => _table.SweepAll(new Expired(expiry, expiry.Now));
        }
    }

    public ReadOnlySpan<T> Get()
    {
        var now = Sweep();
        ref readonly var place = ref _table.Find();
        if (Unsafe.IsNullRef(in place))
        {
            return [];
        }

        // By value, as the entry may go; the list itself then lives as long as the span.
        var elements = place;
        if (_expiry is not null)
        {
            Renew(elements, now);
        }

        return CollectionsMarshal.AsSpan(elements.Values);
    }

    public void Add(in T element)
    {
        var now = Sweep();
        Elements().Add(in element, now);
    }

    public void AddAll(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var now = Sweep();
        var added = New(elements, now);
        if (added.Values.Count > 0)
        {
            var all = Elements();
            all.Values.AddRange(added.Values);
            all.Times?.AddRange(added.Times!);
        }
    }

    public void Update(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var now = Sweep();
        var replacement = New(elements, now);
        if (replacement.Values.Count == 0)
        {
            _table.Remove();
        }
        else
        {
            _table.GetOrAdd(out _) = replacement;
        }
    }

    public void Clear() => _table.Remove();

    object? IMergingState.Take()
    {
        ref readonly var place = ref _table.Find();
        if (Unsafe.IsNullRef(in place))
        {
            return null;
        }

        var taken = place;
        _table.Remove();
        return taken;
    }

    void IMergingState.Merge(object taken)
    {
        var elements = (StateElements<T>)taken;
        var all = Elements();
        all.Values.AddRange(elements.Values);
        all.Times?.AddRange(elements.Times!);
    }

    private StateElements<T> Elements()
    {
        ref var place = ref _table.GetOrAdd(out var isNew);
        return isNew ? place = new StateElements<T>(_expiry is not null) : place;
    }

    // Before the state is touched: the elements may come from it.
    private StateElements<T> New(IEnumerable<T> elements, long now)
    {
        var made = new StateElements<T>(_expiry is not null);
        foreach (var element in elements)
        {
            made.Add(in element, now);
        }

        return made;
    }

    // Where expired elements are returned, they stay as long as one element lives, as in Flink's TtlListState.
    private void Renew(StateElements<T> elements, long now)
    {
        var live = 0;
        var times = CollectionsMarshal.AsSpan(elements.Times);
        foreach (ref var time in times)
        {
            if (!_expiry!.HasExpired(time, now))
            {
                time = _expiry.RenewsOnRead ? now : time;
                live++;
            }
        }

        if (live == 0)
        {
            _table.Remove();
        }

        if (live < times.Length && (!_expiry!.ReturnsExpired || (live > 0 && _expiry.RenewsOnRead)))
        {
            elements.Drop(_expiry, now);
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

    private readonly struct Expired(Expiry expiry, long now) : IEntryFilter<TKey, StateElements<T>>
    {
        public bool Removes(in TKey key, in StateElements<T> value)
        {
            value.Drop(expiry, now);
            return value.Values.Count == 0;
        }
    }
}
