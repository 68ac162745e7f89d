using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization;

/// <summary>
/// Reads the parts of records from bytes that nobody vouches for: everything is checked against what is left, and a count is
/// believed only as far as the bytes behind it could carry that many elements.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="CorruptDataException"/>; after one the reader is of no further use. Memory allocated for a
/// reader's records stays within a small multiple of the bytes given, whatever they say.
/// </remarks>
public ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly byte[]? _chunk;
    private readonly int _chunkOffset;
    private int _position;
    private long _spokenFor;
    private Utf8Writer? _text;
    private bool _hasSlices;

    /// <summary>Reads from bytes that the caller goes on using: text is copied out of them.</summary>
    public RecordReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>
    /// Reads from an array that the caller gives away: text in UTF-8 is slices of it, so from now on nobody may write to it, and
    /// it must not go back to a pool.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The slice does not lie in the array.</exception>
    public RecordReader(byte[] chunk, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        _bytes = new ReadOnlySpan<byte>(chunk, offset, length);
        _chunk = chunk;
        _chunkOffset = offset;
    }

    /// <summary>Reads from a sequence that the caller goes on using; one of several segments is first copied into an array.</summary>
    public RecordReader(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            _bytes = bytes.FirstSpan;
        }
        else
        {
            _chunk = bytes.ToArray();
            _bytes = _chunk;
        }
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>
    /// Whether text that was read is a slice of the array which was given away. Where it is false after the last record, the array
    /// is nobody's and may be used again.
    /// </summary>
    public readonly bool HasSlices => _hasSlices;

    /// <summary>Reads a value of which every bit pattern is valid, and which was written without padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read<T>()
        where T : unmanaged => Unsafe.ReadUnaligned<T>(ref Take(Unsafe.SizeOf<T>()));

    /// <summary>Reads so many bytes; the span is part of the reader's input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowShort(count);
        }

        var bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Reads so many bytes, which begin at the place that this gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Take(int size)
    {
        if ((uint)size > (uint)Remaining)
        {
            ThrowShort(size);
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), _position);
        _position += size;
        return ref start;
    }

    /// <summary>Reads what <see cref="RecordWriter.WriteVarint"/> wrote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        var first = Read<byte>();
        return first < 0x80 ? first : ReadLongVarint(first);
    }

    /// <summary>
    /// Reads how many elements follow, each of at least <paramref name="minElementSize"/> bytes; so a count that this returns is
    /// safe to allocate for.
    /// </summary>
    public int ReadCount(int minElementSize) => CheckCount(ReadVarint(), minElementSize);

    /// <summary>Refuses a count of elements that cannot all lie in the bytes left to the current array.</summary>
    public readonly int CheckCount(ulong count, int minElementSize)
    {
        var room = Remaining - _spokenFor;
        if (count > int.MaxValue || (long)count * minElementSize > room)
        {
            ThrowTooMany(count, minElementSize, room);
        }

        return (int)count;
    }

    /// <summary>
    /// Sets bytes aside for elements that are about to be read one by one, so that what is nested in the first of them cannot
    /// claim the bytes of the others; <see cref="Release"/> gives back an element's share when its turn comes.
    /// </summary>
    public void SetAside(int count, int minElementSize) =>
        _spokenFor += (long)CheckCount((ulong)count, minElementSize) * minElementSize;

    /// <summary>Gives back the share of one element; see <see cref="SetAside"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int minElementSize) => _spokenFor -= minElementSize;

    /// <summary>Reads so many bytes as text: a slice where the input was given away, else a copy in a chunk shared by the records.</summary>
    public Utf8String ReadUtf8(int length)
    {
        var start = _position;
        var bytes = ReadBytes(length);
        _hasSlices |= _chunk is not null;
        return _chunk is not null
            ? Utf8String.WrapUnchecked(_chunk, _chunkOffset + start, length)
            : (_text ??= new Utf8Writer()).Write(bytes);
    }

    /// <summary>
    /// Reads text whose header is one byte or two as a slice, where the input was given away; false, and nothing is read, in all other cases.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadShortSlice(out Utf8String value)
    {
        var left = Remaining;
        if (left > 1 && _chunk is not null)
        {
            ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), _position);
            uint header = start;
            var size = 1;
            if (header > 0x7F)
            {
                header = (header & 0x7F) | ((uint)Unsafe.Add(ref start, 1) << 7);
                size = 2;
            }

            // A third byte would have made the header longer than two.
            var length = (int)(header >> 1);
            if ((header & 1) == 1 && header < 1 << 14 && length <= left - size && length > 0)
            {
                value = Utf8String.WrapUnchecked(_chunk, _chunkOffset + _position + size, length);
                _position += size + length;
                _hasSlices = true;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Ends reading with the error that the bytes just read are not what they should be.</summary>
    /// <exception cref="CorruptDataException">Always.</exception>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void ThrowCorrupt(string reason) => throw new CorruptDataException(_position, _bytes.Length, reason);

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowTooMany(ulong count, int minElementSize, long room) => ThrowCorrupt(
        $"{count} elements of at least {minElementSize} bytes are announced and {Math.Max(room, 0)} bytes are left for them");

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowShort(int count) => ThrowCorrupt($"{count} bytes are needed and {Remaining} are left");

    private ulong ReadLongVarint(byte first)
    {
        var second = Read<byte>();
        var value = ((ulong)first & 0x7F) | (((ulong)second & 0x7F) << 7);
        if (second < 0x80)
        {
            return value;
        }

        for (var shift = 14; shift < 64; shift += 7)
        {
            var next = Read<byte>();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        ThrowCorrupt("a number is longer than 64 bits");
        return 0;
    }
}
