using System.Runtime.CompilerServices;
using System.Text;

namespace Flink.Core.Types;

/// <summary>
/// Gathers text as UTF-8 in large chunks and hands out slices of them, so that a batch of strings costs one allocation and not
/// one per string.
/// </summary>
/// <remarks>
/// Bytes that were handed out are never written again, and chunks are not reused. A string longer than a quarter of a chunk gets
/// an array of its own, which bounds what the unused end of a chunk can waste. Not for use by two threads at a time.
/// </remarks>
/// <param name="chunkSize">Bytes of a chunk; at least 256.</param>
public sealed class Utf8Writer(int chunkSize = Utf8Writer.DefaultChunkSize)
{
    /// <summary>Bytes of a chunk where nothing else is asked for: 64 KB, below the large object heap.</summary>
    public const int DefaultChunkSize = 64 * 1024;

    private const byte FirstNotAscii = 0x80;

    private readonly int _chunkSize = chunkSize >= 256
        ? chunkSize
        : throw new ArgumentOutOfRangeException(nameof(chunkSize), chunkSize, "A chunk needs at least 256 bytes.");

    private byte[] _chunk = [];
    private int _used;
    private byte[]? _pending;

    /// <summary>Stores a copy of the bytes.</summary>
    public Utf8String Write(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetSpan(utf8.Length));
        return Take(utf8.Length);
    }

    /// <summary>Stores the text encoded as UTF-8; unpaired surrogates become U+FFFD.</summary>
    public Utf8String Write(ReadOnlySpan<char> text)
    {
        // Three bytes a character is the bound; only where that leaves the chunk is an exact count worth a second pass.
        var bound = (long)text.Length * 3;
        var size = bound <= _chunkSize / 4 ? (int)bound : Encoding.UTF8.GetByteCount(text);
        return Take(Encoding.UTF8.GetBytes(text, GetSpan(size)));
    }

    /// <summary>Stores the text with the letters A to Z in lower case; all other bytes stay as they are.</summary>
    public Utf8String WriteLowerAscii(ReadOnlySpan<byte> utf8)
    {
        var target = GetSpan(utf8.Length);
        for (var i = 0; i < utf8.Length; i++)
        {
            target[i] = ToLowerAscii(utf8[i]);
        }

        return Take(utf8.Length);
    }

    /// <summary>Stores the text in lower case, as <see cref="Rune.ToLowerInvariant"/> makes it; bytes that are not UTF-8 become U+FFFD.</summary>
    public Utf8String WriteLower(ReadOnlySpan<byte> utf8)
    {
        var target = GetSpan(utf8.Length);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] >= FirstNotAscii)
            {
                return WriteLowerRunes(utf8);
            }

            target[i] = ToLowerAscii(utf8[i]);
        }

        return Take(utf8.Length);
    }

    /// <summary>
    /// Room for at least <paramref name="size"/> bytes that the caller fills and then claims with <see cref="Take"/>. What is
    /// not claimed before the next call is room again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int size)
    {
        _pending = null;
        return (uint)size <= (uint)(_chunk.Length - _used) ? _chunk.AsSpan(_used) : Grow(size);
    }

    /// <summary>Claims the first <paramref name="length"/> bytes of the room that <see cref="GetSpan"/> gave, as a string.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More is claimed than was given.</exception>
    public Utf8String Take(int length)
    {
        if (_pending is { } own)
        {
            _pending = null;
            return Utf8String.Wrap(own, 0, length);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(_chunk.Length - _used), nameof(length));
        var offset = _used;
        _used += length;
        return Utf8String.WrapUnchecked(_chunk, offset, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToLowerAscii(byte value) => (uint)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    private Utf8String WriteLowerRunes(ReadOnlySpan<byte> utf8)
    {
        // One byte that is not UTF-8 becomes three.
        var target = GetSpan(checked(3 * utf8.Length));
        var written = 0;
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(target[written..]);
            utf8 = utf8[length..];
        }

        return Take(written);
    }

    private Span<byte> Grow(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size > _chunkSize / 4)
        {
            _pending = GC.AllocateUninitializedArray<byte>(size);
            return _pending;
        }

        _chunk = GC.AllocateUninitializedArray<byte>(_chunkSize);
        _used = 0;
        return _chunk;
    }
}
