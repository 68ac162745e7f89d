using Flink.Benchmarks.Records;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>Makes the stream of the peer's window experiments.</summary>
internal sealed class PeerTupleSource(PeerTupleStream stream, long records, int readers) : Source<PeerTuple, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records, block: 1);

    public override SourceReader<PeerTuple, StoreSplit> CreateReader(ISourceReaderContext context) =>
        new PeerTupleReader(stream, readers);
}

/// <summary>Reads its share of a <see cref="PeerTupleSource"/>: every nth record, so that event time goes on together.</summary>
internal sealed class PeerTupleReader(PeerTupleStream stream, int readers) : SourceReader<PeerTuple, StoreSplit>
{
    private StoreSplit? _split;
    private long _start;
    private long _position;
    private bool _noMore;

    public override void AddSplits(IReadOnlyList<StoreSplit> splits) => (_split, _start, _position) = (splits[0], splits[0].Position, splits[0].Position);

    public override void NoMoreSplits() => _noMore = true;

    public override ReadStatus Poll(Batch<PeerTuple> output)
    {
        if (_split is null || _position == _split.End)
        {
            return _noMore ? ReadStatus.EndOfInput : ReadStatus.NothingAvailable;
        }

        var length = output.Append((int)Math.Min(output.Capacity, _split.End - _position), out var records, out var timestamps);
        stream.Fill(((_position - _start) * readers) + _split.Number, readers, records, timestamps);
        _position += length;
        return ReadStatus.MoreAvailable;
    }

    public override IReadOnlyList<StoreSplit> Snapshot() => _split is null ? [] : [_split with { Position = _position }];
}
