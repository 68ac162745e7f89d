using System.Numerics;

namespace Flink.Benchmarks.Prototypes;

/// <summary>A bounded queue of references between one producer and one consumer thread. Each side caches the other's position, so that a full or empty look costs the only shared read.</summary>
internal sealed class SpscRing<T>
    where T : class
{
    private readonly T?[] _slots;
    private readonly int _mask;
    private RingPositions _positions;

    /// <param name="capacity">A power of two.</param>
    public SpscRing(int capacity)
    {
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A ring's capacity is a power of two.");
        }

        _slots = new T?[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Waits for room. Producer only.</summary>
    public void Push(T item)
    {
        var wait = new SpinWait();
        while (!TryPush(item))
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Waits for an item. Consumer only.</summary>
    public T Pop()
    {
        var wait = new SpinWait();
        while (true)
        {
            if (TryPop() is { } item)
            {
                return item;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private bool TryPush(T item)
    {
        var tail = _positions.Tail;
        if (tail - _positions.HeadSeenByProducer >= _slots.Length)
        {
            _positions.HeadSeenByProducer = Volatile.Read(ref _positions.Head);
            if (tail - _positions.HeadSeenByProducer >= _slots.Length)
            {
                return false;
            }
        }

        _slots[tail & _mask] = item;
        Volatile.Write(ref _positions.Tail, tail + 1);
        return true;
    }

    private T? TryPop()
    {
        var head = _positions.Head;
        if (head >= _positions.TailSeenByConsumer)
        {
            _positions.TailSeenByConsumer = Volatile.Read(ref _positions.Tail);
            if (head >= _positions.TailSeenByConsumer)
            {
                return null;
            }
        }

        var item = _slots[head & _mask];
        _slots[head & _mask] = null;
        Volatile.Write(ref _positions.Head, head + 1);
        return item;
    }
}
