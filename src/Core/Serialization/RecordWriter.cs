using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Core.Serialization;

/// <summary>
/// Writes the parts of records into a buffer writer, of which it borrows spans, so that a part costs a bounds check and not a
/// virtual call. Everything is little-endian.
/// </summary>
/// <remarks>What was written reaches the buffer writer's count at <see cref="Flush"/>; until then nobody else may use it.</remarks>
/// <param name="target">Where the bytes go.</param>
public ref struct RecordWriter(IBufferWriter<byte> target)
{
    private const int MaxVarintBytes = 10;

    private readonly IBufferWriter<byte> _target = target;
    private Span<byte> _span;
    private int _used;

    /// <summary>Writes the bytes of a value that has neither references nor padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Reserve(Unsafe.SizeOf<T>())), value);
        _used += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes an unsigned number in groups of seven bits, the lowest first: one byte below 128, at most ten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarint(ulong value)
    {
        if (value < 0x80)
        {
            Write((byte)value);
        }
        else
        {
            Advance(PutVarint(Reserve(MaxVarintBytes), value));
        }
    }

    /// <summary>Writes bytes as they are, without their length.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        // In pieces, so that a large block does not make the buffer writer find one buffer of its size.
        while (!bytes.IsEmpty)
        {
            var room = Reserve(1);
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Room for at least <paramref name="size"/> bytes; how many of them were filled says <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int size)
    {
        if (_span.Length - _used < size)
        {
            Renew(size);
        }

        return _span[_used..];
    }

    /// <summary>Claims bytes of the room that <see cref="Reserve"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        Debug.Assert((uint)count <= (uint)(_span.Length - _used), "Only what was reserved can be claimed.");
        _used += count;
    }

    /// <summary>Claims so many bytes, which the caller fills at once from the place that this gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Claim(int size)
    {
        if (_span.Length - _used < size)
        {
            Renew(size);
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _used);
        _used += size;
        return ref start;
    }

    /// <summary>Hands everything that was written over to the buffer writer.</summary>
    public void Flush()
    {
        _target.Advance(_used);
        _span = default;
        _used = 0;
    }

    /// <summary>Writes a varint into a span that has room, and says how many bytes it took.</summary>
    internal static int PutVarint(Span<byte> room, ulong value)
    {
        var count = 0;
        while (value >= 0x80)
        {
            room[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[count++] = (byte)value;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Renew(int size)
    {
        Flush();
        _span = _target.GetSpan(size);
    }
}
