using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Flink.Core.Records;

namespace Flink.Streaming.Sources;

/// <summary>Turns bytes that arrive in pieces into lines. Only a line that spans two chunks is copied.</summary>
/// <typeparam name="T">What a line becomes.</typeparam>
/// <typeparam name="TFormat">How.</typeparam>
/// <remarks>
/// A chunk holds, in this order: lines that were emitted, whole lines that were not (the <em>region</em>), and the beginning of a
/// line whose end has not arrived. A line's end is ASCII or at least a whole character, so the region can be validated by itself.
/// </remarks>
internal sealed class LineBuffer<T, TFormat>
    where TFormat : struct, ILineFormat<T>
{
    public const int ChunkSize = 64 * 1024;

    private readonly string _source;
    private readonly byte[] _delimiter;
    private readonly LineOptions _options;
    private readonly bool _stripsCarriageReturn;

    private byte[] _chunk = [];
    private long _base;
    private int _start;
    private int _regionEnd;
    private int _scanned;
    private int _filled;
    private long _stop = long.MaxValue;
    private bool _skipping;
    private bool _expectsByteOrderMark;
    private bool _regionIsUnterminated;
    private bool _repair;

    /// <param name="source">What errors call the source, such as <c>The file '/a/b'</c>.</param>
    /// <param name="delimiter">What ends a line; with "\n" a carriage return before it belongs to the end.</param>
    /// <param name="options">Limit and treatment of errors.</param>
    public LineBuffer(string source, ReadOnlySpan<byte> delimiter, LineOptions options)
    {
        _source = source;
        _delimiter = delimiter.ToArray();
        _options = options;
        _stripsCarriageReturn = delimiter.SequenceEqual("\n"u8);
    }

    /// <summary>Offset in the source of the line that is emitted next.</summary>
    public long Position => _base + _start;

    /// <summary>Offset in the source of the byte that is wanted next.</summary>
    public long End => _base + _filled;

    /// <summary>Whether every line that begins before the stop is in the region or was emitted.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether there are whole lines to emit.</summary>
    public bool HasLines => _start < _regionEnd;

    /// <summary>Begins at an offset that is the beginning of a line or, when <paramref name="skipsFirst"/>, may lie inside one that is not wanted.</summary>
    /// <param name="offset">Offset of the first byte that will arrive.</param>
    /// <param name="stop">Lines that begin at or after this offset are not wanted. Only with a delimiter of one byte.</param>
    /// <param name="skipsFirst">Skips everything up to the first end of a line.</param>
    public void Begin(long offset, long stop, bool skipsFirst)
    {
        if (TFormat.KeepsChunk || _chunk.Length > ChunkSize)
        {
            _chunk = [];
        }

        _base = offset;
        _start = _regionEnd = _scanned = _filled = 0;
        _stop = stop;
        _skipping = skipsFirst;
        _expectsByteOrderMark = offset == 0 && !skipsFirst;
        _regionIsUnterminated = _repair = false;
        IsComplete = !skipsFirst && offset >= stop;
    }

    /// <summary>Begins a stream without a byte order mark: a connection was made, perhaps again.</summary>
    public void BeginStream()
    {
        Begin(0, long.MaxValue, skipsFirst: false);
        _expectsByteOrderMark = false;
    }

    /// <summary>Room for the next bytes, never empty. Only when there are no lines to emit.</summary>
    public Memory<byte> Room()
    {
        var tail = _filled - _start;
        if (tail > _options.MaxLineBytes + _delimiter.Length)
        {
            throw LineErrors.TooLong(_source, Position, _options.MaxLineBytes);
        }

        if (_chunk.Length - _filled < ChunkSize / 8)
        {
            MakeRoom(tail);
        }

        return _chunk.AsMemory(_filled);
    }

    /// <summary>The first <paramref name="count"/> bytes of the room were filled.</summary>
    public void Advance(int count)
    {
        _filled += count;
        if (_expectsByteOrderMark && !SkipByteOrderMark())
        {
            return;
        }

        if (_skipping && !SkipFirst())
        {
            return;
        }

        var end = FindRegionEnd();
        _scanned = _filled;
        if (end > 0)
        {
            _regionEnd = end;
            Validate();
        }
    }

    /// <summary>Nothing follows: what is left is the last line.</summary>
    public void Finish()
    {
        IsComplete = true;
        if (!_skipping && !HasLines && _filled > _start)
        {
            _regionEnd = _filled;
            _regionIsUnterminated = true;
            Validate();
        }
    }

    /// <summary>Appends lines of the region, as many as fit.</summary>
    public void Emit(Batch<T> output)
    {
        if (!HasLines)
        {
            return;
        }

        output.Append(int.MaxValue, out var records, out var timestamps);
        var count = _delimiter.Length == 1 && !_regionIsUnterminated && !_repair
            ? EmitPlain(records)
            : EmitAny(records);
        timestamps[..count].Fill(Timestamp.None);
        output.Truncate(output.Count - records.Length + count);
    }

    /// <summary>The usual case: ends of one byte, valid text.</summary>
    private int EmitPlain(Span<T> records)
    {
        var chunk = _chunk;
        var delimiter = _delimiter[0];
        var region = chunk.AsSpan(0, _regionEnd);
        var start = _start;
        var limit = _options.MaxLineBytes;
        var count = 0;
        for (; count < records.Length && start < region.Length; count++)
        {
            var length = region[start..].IndexOf(delimiter);
            var next = start + length + 1;
            if (length > 0 && chunk[start + length - 1] == '\r' && _stripsCarriageReturn)
            {
                length--;
            }

            if (length > limit)
            {
                throw LineErrors.TooLong(_source, _base + start, limit);
            }

            records[count] = TFormat.Read(chunk, start, length);
            start = next;
        }

        _start = start;
        return count;
    }

    private int EmitAny(Span<T> records)
    {
        var count = 0;
        while (count < records.Length && HasLines)
        {
            var rest = _chunk.AsSpan(_start, _regionEnd - _start);
            var length = rest.IndexOf(_delimiter);
            var next = length < 0 ? _regionEnd : _start + length + _delimiter.Length;
            var line = length < 0 ? rest : rest[..length];
            if (_stripsCarriageReturn && length > 0 && line[^1] == '\r')
            {
                line = line[..^1];
            }

            if (line.Length > _options.MaxLineBytes)
            {
                throw LineErrors.TooLong(_source, Position, _options.MaxLineBytes);
            }

            records[count++] = _repair && !Utf8.IsValid(line)
                ? TFormat.Repair(line)
                : TFormat.Read(_chunk, _start, line.Length);
            _start = next;
        }

        return count;
    }

    private void MakeRoom(int tail)
    {
        // A line that already fills a chunk doubles it, so that however long it is each byte is copied about once.
        var size = tail < ChunkSize / 2 ? ChunkSize : (int)Math.Clamp(tail * 2L, ChunkSize, Array.MaxLength);
        var target = TFormat.KeepsChunk || _chunk.Length < size
            ? GC.AllocateUninitializedArray<byte>(size)
            : _chunk;
        _chunk.AsSpan(_start, tail).CopyTo(target);
        _chunk = target;
        _base += _start;
        _scanned -= _start;
        _start = _regionEnd = 0;
        _filled = tail;
    }

    /// <summary>False while too few bytes are there to tell.</summary>
    private bool SkipByteOrderMark()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var begin = _chunk.AsSpan(0, Math.Min(_filled, mark.Length));
        if (!mark.StartsWith(begin))
        {
            _expectsByteOrderMark = false;
            return true;
        }

        if (begin.Length < mark.Length)
        {
            return false;
        }

        _expectsByteOrderMark = false;
        _start = _scanned = mark.Length;
        return true;
    }

    /// <summary>False while no wanted line has begun.</summary>
    private bool SkipFirst()
    {
        // A line that begins before the stop follows an end that lies before stop - 1.
        var length = (int)Math.Min(_filled, Math.Max(0, _stop - 1 - _base)) - _start;
        var index = length <= 0 ? -1 : _chunk.AsSpan(_start, length).IndexOf(_delimiter);
        if (index >= 0)
        {
            _skipping = false;
            _start = _scanned = _start + index + _delimiter.Length;
            return true;
        }

        // Nobody holds lines of this chunk: what is skipped comes and goes in the same memory.
        _base += _filled;
        _start = _regionEnd = _scanned = _filled = 0;
        IsComplete = End >= _stop - 1;
        return false;
    }

    /// <summary>Where the whole and wanted lines end; 0 when none was completed.</summary>
    private int FindRegionEnd()
    {
        var from = Math.Max(_start, _scanned - _delimiter.Length + 1);
        var last = _stop - 1 - _base;
        if (last < _filled)
        {
            // The line that holds the byte before the stop is the last one wanted.
            var within = Math.Max(from, (int)last);
            var index = _chunk.AsSpan(within, _filled - within).IndexOf(_delimiter);
            if (index >= 0)
            {
                IsComplete = true;
                return within + index + 1;
            }

            return LastEnd(from, within);
        }

        return LastEnd(from, _filled);
    }

    private int LastEnd(int from, int to)
    {
        if (_delimiter.Length > 1)
        {
            return LastEndForward(from, to);
        }

        var index = _chunk.AsSpan(from, to - from).LastIndexOf(_delimiter);
        return index < 0 ? 0 : from + index + _delimiter.Length;
    }

    /// <summary>Delimiters such as "aa" overlap with themselves, so their ends must be found in the order in which lines are cut.</summary>
    private int LastEndForward(int from, int to)
    {
        var end = 0;
        for (int index; (index = _chunk.AsSpan(from, to - from).IndexOf(_delimiter)) >= 0; from = end)
        {
            end = from + index + _delimiter.Length;
        }

        return end;
    }

    private void Validate()
    {
        var region = _chunk.AsSpan(_start, _regionEnd - _start);
        _repair = !Utf8.IsValid(region);
        if (_repair && _options.InvalidUtf8 == InvalidUtf8.Fail)
        {
            throw LineErrors.NotUtf8(_source, Position, region, _delimiter);
        }
    }
}
