namespace Flink.Runtime.Network;

/// <summary>A bounded queue between one producing and one consuming thread, without locks.</summary>
/// <typeparam name="T">References only: a slot that is null is free.</typeparam>
/// <param name="capacity">A power of two.</param>
/// <remarks>
/// Both sides keep a private copy of the other's position, so that a cache line changes hands once a round, not once an
/// element. "One thread" may change from quantum to quantum, as long as the scheduler orders them.
/// </remarks>
public sealed class SpscRing<T>(int capacity)
    where T : class
{
    private readonly T?[] _slots = new T?[CheckedCapacity(capacity)];
    private readonly int _mask = capacity - 1;
    private RingPositions _at;

    /// <summary>Whether there is nothing to take, as the consumer sees it.</summary>
    public bool IsEmpty => _at.Head == Volatile.Read(ref _at.Tail);

    /// <summary>Whether an element could be appended; by the producer.</summary>
    public bool HasRoom => _at.Tail - _at.HeadSeen < _slots.Length || _at.Tail - (_at.HeadSeen = Volatile.Read(ref _at.Head)) < _slots.Length;

    /// <summary>Appends an element; by the producer.</summary>
    /// <returns>False when the ring is full.</returns>
    public bool TryPush(T element)
    {
        var tail = _at.Tail;
        if (!HasRoom)
        {
            return false;
        }

        _slots[tail & _mask] = element;
        Volatile.Write(ref _at.Tail, tail + 1);
        return true;
    }

    /// <summary>Takes the oldest element; by the consumer.</summary>
    /// <returns>Null when the ring is empty.</returns>
    public T? TryPop()
    {
        var head = _at.Head;
        if (head >= _at.TailSeen)
        {
            _at.TailSeen = Volatile.Read(ref _at.Tail);
            if (head >= _at.TailSeen)
            {
                return null;
            }
        }

        ref var slot = ref _slots[head & _mask];
        var element = slot;
        slot = null;
        Volatile.Write(ref _at.Head, head + 1);
        return element;
    }

    private static int CheckedCapacity(int capacity) => int.IsPow2(capacity)
        ? capacity
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity of a ring is a power of two.");
}
