using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Streaming.Sources;

namespace Flink.Assets.ScriptedProgram;

/// <summary>Reads the splits of a <see cref="GatedSource"/>.</summary>
internal sealed class GatedReader(ISourceReaderContext context, string gate) : SourceReader<long, RangeSplit>
{
    private const int TrickleRecords = 5;
    private const int TrickleMilliseconds = 10;

    private readonly List<RangeSplit> _splits = [];
    private bool _isOpen;
    private bool _asked;
    private bool _noMoreSplits;
    private long _due;

    public override void AddSplits(IReadOnlyList<RangeSplit> splits)
    {
        _splits.AddRange(splits);
        _asked = false;
        context.Wake();
    }

    public override void NoMoreSplits()
    {
        _noMoreSplits = true;
        context.Wake();
    }

    public override ReadStatus Poll(Batch<long> output)
    {
        if (_splits.Count == 0)
        {
            return WithoutSplit();
        }

        if (_isOpen || (_isOpen = File.Exists(gate)))
        {
            Fill(int.MaxValue, output);
            return ReadStatus.MoreAvailable;
        }

        var now = context.Runtime.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now < _due)
        {
            context.WakeAt(_due);
            return ReadStatus.NothingAvailable;
        }

        // The last records wait for the file.
        _due = now + TrickleMilliseconds;
        if (_splits[0].Remaining > 2 * TrickleRecords)
        {
            Fill(TrickleRecords, output);
        }

        context.WakeAt(_due);
        return ReadStatus.NothingAvailable;
    }

    public override IReadOnlyList<RangeSplit> Snapshot() => [.. _splits];

    private void Fill(int most, Batch<long> output)
    {
        var split = _splits[0];
        context.BeginSplit(split.SplitId);
        var length = output.Append((int)Math.Min(split.Remaining, (ulong)most), out var records, out var timestamps);
        for (var i = 0; i < length; i++)
        {
            records[i] = split.Next + ((long)i * split.Stride);
        }

        timestamps.Fill(Timestamp.None);
        _splits[0] = split with { Next = split.Next + ((long)length * split.Stride), Remaining = split.Remaining - (ulong)length };
        if (_splits[0].Remaining == 0)
        {
            _splits.RemoveAt(0);
            context.EndSplit(split.SplitId);
        }
    }

    private ReadStatus WithoutSplit()
    {
        if (_noMoreSplits)
        {
            return ReadStatus.EndOfInput;
        }

        if (!_asked)
        {
            _asked = true;
            context.RequestSplit();
        }

        return ReadStatus.NothingAvailable;
    }
}
