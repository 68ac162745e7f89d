using Flink.Core.Types.Keys;

namespace Flink.Streaming.Timers;

/// <summary>Which timers there are: a hash set with linear probing, whose entries lie in the slots. Never shrinks.</summary>
internal sealed class TimerSet<TKey, TNamespace, TKeyComparer, TNamespaceComparer>
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TNamespaceComparer : struct, IKeyComparer<TNamespace>
{
    private const int MinSlots = 64;

    private Slot[] _slots = new Slot[MinSlots];

    public delegate void Visitor(long time, in TimerId<TKey, TNamespace> timer);

    public int Count { get; private set; }

    /// <summary>Adds a timer; false when it is there.</summary>
    public bool Add(long time, in TimerId<TKey, TNamespace> timer)
    {
        var index = IndexOf(time, in timer);
        if (_slots[index].Timer.Hash != 0)
        {
            return false;
        }

        if (Count >= _slots.Length - _slots.Length / 3)
        {
            Grow();
            index = IndexOf(time, in timer);
        }

        _slots[index].Time = time;
        _slots[index].Timer = timer;
        Count++;
        return true;
    }

    /// <summary>Removes a timer; false when it is not there.</summary>
    public bool Remove(long time, in TimerId<TKey, TNamespace> timer)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var hole = IndexOf(time, in timer);
        if (slots[hole].Timer.Hash == 0)
        {
            return false;
        }

        // What follows moves up where that brings it nearer to its place, so that no search is cut short.
        for (var next = (hole + 1) & mask; slots[next].Timer.Hash != 0; next = (next + 1) & mask)
        {
            var home = (int)slots[next].Timer.Hash & mask;
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                slots[hole] = slots[next];
                hole = next;
            }
        }

        slots[hole] = default;
        Count--;
        return true;
    }

    /// <summary>Visits every timer, in an order that depends on their history only.</summary>
    public void ForEach(Visitor visit)
    {
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Timer.Hash != 0)
            {
                visit(slot.Time, in slot.Timer);
            }
        }
    }

    private int IndexOf(long time, in TimerId<TKey, TNamespace> timer)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var index = (int)timer.Hash & mask; ; index = (index + 1) & mask)
        {
            ref readonly var slot = ref slots[index];
            if (slot.Timer.Hash == 0 || (slot.Timer.Hash == timer.Hash && slot.Time == time && IsSame(in slot.Timer, in timer)))
            {
                return index;
            }
        }
    }

    private static bool IsSame(in TimerId<TKey, TNamespace> left, in TimerId<TKey, TNamespace> right) =>
        default(TKeyComparer).Equals(left.Key, right.Key) && default(TNamespaceComparer).Equals(left.Namespace, right.Namespace);

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[checked(2 * old.Length)];
        var mask = _slots.Length - 1;
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Timer.Hash != 0)
            {
                var index = (int)slot.Timer.Hash & mask;
                while (_slots[index].Timer.Hash != 0)
                {
                    index = (index + 1) & mask;
                }

                _slots[index] = slot;
            }
        }
    }

    private struct Slot
    {
        public long Time;
        public TimerId<TKey, TNamespace> Timer;
    }
}
