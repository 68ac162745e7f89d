using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Flink.Streaming.Sinks;

/// <summary>Where encoders put the bytes of records; a sink empties it now and then. Used by one subtask, and by one encoder.</summary>
public sealed class EncodeBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 64 * 1024;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(FirstSize);
    private Utf8JsonWriter? _json;
    private CsvRow? _csvRow;

    /// <summary>Bytes in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes in the buffer, until something is added or removed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Adds a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds text as UTF-8; unpaired surrogates become U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <summary>Adds a formatted value, culture-invariant, without an allocation.</summary>
    /// <param name="value">The value; structs are not boxed.</param>
    /// <param name="format">A format that the value understands; empty for its own.</param>
    public void AppendFormatted<TValue>(TValue value, ReadOnlySpan<char> format = default)
        where TValue : IUtf8SpanFormattable
    {
        int written;
        for (var room = 64; !value.TryFormat(GetSpan(room), out written, format, CultureInfo.InvariantCulture); room *= 2)
        {
        }

        Length += written;
    }

    /// <summary>Removes everything.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(1, sizeHint))
        {
            Grow(Math.Max(1, sizeHint));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>The bytes from an index on, to look at what was just written.</summary>
    internal Span<byte> WrittenFrom(int start) => _bytes.AsSpan(start, Length - start);

    /// <summary>A writer of JSON into this buffer, kept from one record to the next.</summary>
    internal Utf8JsonWriter Json(JsonWriterOptions options)
    {
        if (_json is null)
        {
            return _json = new Utf8JsonWriter(this, options);
        }

        _json.Reset();
        return _json;
    }

    /// <summary>A row of CSV at the end of this buffer, kept from one record to the next.</summary>
    internal CsvRow CsvRow(byte separator)
    {
        _csvRow ??= new CsvRow(separator);
        _csvRow.Begin(this);
        return _csvRow;
    }

    private void Grow(int room)
    {
        var size = Math.Max(_bytes.Length * 2L, Length + (long)room);
        Array.Resize(ref _bytes, checked((int)Math.Min(size, Math.Max(Array.MaxLength, Length + (long)room))));
    }
}
