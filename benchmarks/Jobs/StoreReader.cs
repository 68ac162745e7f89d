using Flink.Benchmarks.Records;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>Reads parts of the endless repetition of a store.</summary>
internal sealed class StoreReader<T>(T[] store, long[]? timestamps, bool reportsProgress) : SourceReader<T, StoreSplit>
{
    private readonly Queue<StoreSplit> _waiting = new();
    private int _number;
    private long _position;
    private long _end;
    private bool _noMore;

    public override void AddSplits(IReadOnlyList<StoreSplit> splits)
    {
        foreach (var split in splits)
        {
            _waiting.Enqueue(split);
        }
    }

    public override void NoMoreSplits() => _noMore = true;

    public override ReadStatus Poll(Batch<T> output)
    {
        if (_position == _end && !NextSplit())
        {
            return _noMore ? ReadStatus.EndOfInput : ReadStatus.NothingAvailable;
        }

        var start = (int)(_position & TradeStore.Mask);
        var wanted = (int)Math.Min(store.Length - start, _end - _position);
        var length = output.Append(wanted, out var records, out var times);
        store.AsSpan(start, length).CopyTo(records);
        if (timestamps is not null)
        {
            timestamps.AsSpan(start, length).CopyTo(times);
        }
        else
        {
            Count(times, _position);
        }

        _position += length;
        if (reportsProgress)
        {
            Progress.Report(_position);
        }

        return _position == _end && _waiting.Count == 0 && _noMore ? ReadStatus.EndOfInput : ReadStatus.MoreAvailable;
    }

    public override IReadOnlyList<StoreSplit> Snapshot() =>
        _position == _end ? [.. _waiting] : [new StoreSplit(_number, _position, _end), .. _waiting];

    private static void Count(Span<long> times, long first)
    {
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = first + i;
        }
    }

    private bool NextSplit()
    {
        if (!_waiting.TryDequeue(out var split))
        {
            return false;
        }

        (_number, _position, _end) = (split.Number, split.Position, split.End);
        return _position < _end;
    }
}
