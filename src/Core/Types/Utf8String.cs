using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Flink.Core.Types;

/// <summary>
/// Text as an immutable slice of UTF-8 bytes in a chunk that many strings share: 16 bytes, no allocation per string, and no
/// conversion until somebody asks for a <see cref="string"/>. The default value is the empty string.
/// </summary>
/// <remarks>
/// Chunks are garbage-collected and never reused, so a slice is safe to hold for as long as one likes; but it keeps its whole
/// chunk alive, so what is held for long (state, caches) holds <see cref="Compact"/>. The bytes are not validated: text that is
/// not UTF-8 stays as it is and becomes U+FFFD only on conversion. Order is by bytes, which for valid UTF-8 is by code points.
/// </remarks>
public readonly struct Utf8String : IEquatable<Utf8String>, IComparable<Utf8String>, ISpanFormattable, IUtf8SpanFormattable
{
    private readonly byte[]? _array;
    private readonly int _offset;
    private readonly int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Utf8String(byte[]? array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    /// <summary>The empty string; equal to the default value.</summary>
    public static Utf8String Empty => default;

    /// <summary>Length in bytes.</summary>
    public int Length => _length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span
    {
        // The constructor's callers checked the bounds, and a slice is never torn: records cross threads only through fences.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _array is null
            ? default
            : MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), (nint)(uint)_offset), _length);
    }

    /// <summary>The byte at an index.</summary>
    /// <exception cref="IndexOutOfRangeException">The index is negative or not below <see cref="Length"/>.</exception>
    public byte this[int index] => Span[index];

    /// <summary>The text of a string as UTF-8 in an array of its own; null gives the empty string, unpaired surrogates U+FFFD.</summary>
    public static Utf8String From(string? text) => text is null ? default : From(text.AsSpan());

    /// <summary>The text of characters as UTF-8 in an array of its own; unpaired surrogates become U+FFFD.</summary>
    public static Utf8String From(ReadOnlySpan<char> text)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(text));
        return new Utf8String(bytes, 0, Encoding.UTF8.GetBytes(text, bytes));
    }

    /// <summary>A copy of the bytes in an array of its own.</summary>
    public static Utf8String FromUtf8(ReadOnlySpan<byte> bytes) => new(bytes.ToArray(), 0, bytes.Length);

    /// <summary>A slice of an array, without a copy: from now on nobody may write to these bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slice does not lie in the array.</exception>
    public static Utf8String Wrap(byte[] array, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)array.Length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(array.Length - offset), nameof(length));
        return new Utf8String(array, offset, length);
    }

    /// <summary>The rest of this string from a byte on, in the same chunk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The start is outside the string.</exception>
    public Utf8String Slice(int start) => Slice(start, _length - start);

    /// <summary>A part of this string, in bytes, in the same chunk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the string.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowSlice(start, length);
        }

        return new Utf8String(_array, _offset + start, length);
    }

    /// <summary>Whether the text keeps no other bytes alive: it is empty without an array, or has one of exactly its length.</summary>
    public bool IsCompact => _array is null || _array.Length == _length;

    /// <summary>The same text in an array of exactly its length; itself when it already owns one.</summary>
    public Utf8String Compact()
    {
        if (_length == 0)
        {
            return default;
        }

        return _array!.Length == _length ? this : FromUtf8(Span);
    }

    /// <summary>Index of the first such byte, or -1.</summary>
    public int IndexOf(byte value) => Span.IndexOf(value);

    /// <summary>Index of the first occurrence of the bytes, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> value) => Span.IndexOf(value);

    /// <summary>Whether the text begins with these bytes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> prefix) => Span.StartsWith(prefix);

    /// <summary>Whether the text ends with these bytes.</summary>
    public bool EndsWith(ReadOnlySpan<byte> suffix) => Span.EndsWith(suffix);

    /// <summary>The text without ASCII white space (space, tab, line feed, vertical tab, form feed, carriage return) at its ends.</summary>
    public Utf8String Trim()
    {
        var span = Span;
        var start = 0;
        while (start < span.Length && IsWhiteSpace(span[start]))
        {
            start++;
        }

        var end = span.Length;
        while (end > start && IsWhiteSpace(span[end - 1]))
        {
            end--;
        }

        return new Utf8String(_array, _offset + start, end - start);
    }

    /// <summary>Parses a decimal integer with an optional sign that fills the whole text; culture-invariant.</summary>
    public bool TryParseInt64(out long value) =>
        long.TryParse(Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Parses a floating-point number, exponent and white space at the ends allowed; culture-invariant.</summary>
    public bool TryParseDouble(out double value) =>
        double.TryParse(Span, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Whether both have the same bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8String other) => _length == other._length && Span.SequenceEqual(other.Span);

    /// <summary>Whether the string, encoded as UTF-8, has these bytes.</summary>
    public bool Equals(string? other)
    {
        // A character takes at least one byte, and takes exactly one only where it is ASCII.
        if (other is null || _length < other.Length)
        {
            return false;
        }

        return _length == other.Length ? Ascii.Equals(Span, other) : Equals(From(other));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8String other && Equals(other);

    /// <summary>The <see cref="StableHash"/> of the bytes, folded: the same in every process.</summary>
    public override int GetHashCode() => StableHash.Fold(StableHash.Of(Span));

    /// <summary>Orders by unsigned bytes; a prefix comes before what it begins.</summary>
    public int CompareTo(Utf8String other) => Span.SequenceCompareTo(other.Span);

    /// <summary>Decodes into a new string; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Encoding.UTF8.TryGetChars(Span, destination, out charsWritten);

    /// <inheritdoc/>
    bool IUtf8SpanFormattable.TryFormat(
        Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var fits = Span.TryCopyTo(utf8Destination);
        bytesWritten = fits ? _length : 0;
        return fits;
    }

    /// <summary>Encodes a string; see <see cref="From(string?)"/>.</summary>
    public static explicit operator Utf8String(string? text) => From(text);

    /// <summary>Decodes into a new string.</summary>
    public static explicit operator string(Utf8String text) => text.ToString();

    /// <summary>Whether both have the same bytes.</summary>
    public static bool operator ==(Utf8String left, Utf8String right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(Utf8String left, Utf8String right) => !left.Equals(right);

    /// <summary>Whether the left comes first in byte order.</summary>
    public static bool operator <(Utf8String left, Utf8String right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left comes first in byte order, or both are equal.</summary>
    public static bool operator <=(Utf8String left, Utf8String right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the right comes first in byte order.</summary>
    public static bool operator >(Utf8String left, Utf8String right) => left.CompareTo(right) > 0;

    /// <summary>Whether the right comes first in byte order, or both are equal.</summary>
    public static bool operator >=(Utf8String left, Utf8String right) => left.CompareTo(right) >= 0;

    /// <summary>A slice whose bounds the caller has checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Utf8String WrapUnchecked(byte[] array, int offset, int length)
    {
        Debug.Assert((ulong)(uint)offset + (uint)length <= (uint)array.Length, "The slice lies in the array.");
        return new Utf8String(array, offset, length);
    }

    private static bool IsWhiteSpace(byte value) => value == ' ' || (uint)(value - '\t') <= '\r' - '\t';

    private void ThrowSlice(int start, int length) => throw new ArgumentOutOfRangeException(
        nameof(start), $"The slice [{start}, {start}+{length}) is not inside a string of {_length} bytes.");
}
