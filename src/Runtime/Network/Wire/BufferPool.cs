using System.Numerics;
using Flink.Core.Records;

namespace Flink.Runtime.Network.Wire;

/// <summary>Arrays for frames, used again. Sizes are powers of two and a little, so that a full batch with its header fits a small one.</summary>
/// <param name="mostIdleBytes">Bytes that may lie idle here; what comes back beyond goes to the garbage collector.</param>
/// <remarks>How much is in use is bounded by the credit of the channels, not here. Safe for concurrent use.</remarks>
internal sealed class BufferPool(long mostIdleBytes)
{
    /// <summary>Larger arrays are not kept.</summary>
    public const int MaxSize = (1 << MaxLog) + Extra;

    private const int MinLog = 10;
    private const int MaxLog = 20;
    private const int Extra = 1024;

    private readonly Stack<byte[]>[] _idle = CreateStacks();
    private readonly object _gate = new();
    private long _idleBytes;

    /// <summary>Bytes that lie idle here.</summary>
    public long IdleBytes => Volatile.Read(ref _idleBytes);

    /// <summary>An array of at least that size with arbitrary contents.</summary>
    public byte[] Rent(int size)
    {
        var log = LogOf(size);
        if (log > MaxLog)
        {
            return GC.AllocateUninitializedArray<byte>(size);
        }

        lock (_gate)
        {
            if (_idle[log - MinLog].TryPop(out var buffer))
            {
                _idleBytes -= buffer.Length;
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>((1 << log) + Extra);
    }

    /// <summary>Takes an array back, which nobody may use any longer. One that did not come from here is dropped.</summary>
    public void Return(byte[] buffer)
    {
        var log = LogOf(buffer.Length);
        if (log > MaxLog || buffer.Length != (1 << log) + Extra)
        {
            return;
        }

        lock (_gate)
        {
            if (_idleBytes + buffer.Length <= mostIdleBytes)
            {
                _idleBytes += buffer.Length;
                _idle[log - MinLog].Push(buffer);
            }
        }
    }

    /// <summary>As the other overload, for an array that this thread has only read and another one has filled, and will fill again (<see cref="CacheLines"/>).</summary>
    /// <param name="buffer">The array.</param>
    /// <param name="read">How much of it was read, from its start.</param>
    public void Return(byte[] buffer, int read)
    {
        CacheLines.GiveBack(buffer.AsSpan(0, read));
        Return(buffer);
    }

    private static Stack<byte[]>[] CreateStacks()
    {
        var stacks = new Stack<byte[]>[MaxLog - MinLog + 1];
        for (var i = 0; i < stacks.Length; i++)
        {
            stacks[i] = new Stack<byte[]>();
        }

        return stacks;
    }

    private static int LogOf(int size) => size <= (1 << MinLog) + Extra ? MinLog : BitOperations.Log2((uint)(size - Extra - 1)) + 1;
}
