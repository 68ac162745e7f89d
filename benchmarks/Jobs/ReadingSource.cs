using Flink.Benchmarks.Records;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>Makes the stream of the window figures; for one reader.</summary>
internal sealed class ReadingSource(ReadingStream stream, long records) : Source<Reading, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records, block: 1);

    public override SourceReader<Reading, StoreSplit> CreateReader(ISourceReaderContext context) => new ReadingReader(stream);
}

/// <summary>Reads the one split of a <see cref="ReadingSource"/>.</summary>
internal sealed class ReadingReader(ReadingStream stream) : SourceReader<Reading, StoreSplit>
{
    private ulong _state = ReadingStream.Seed;
    private StoreSplit? _split;
    private long _position;
    private bool _noMore;

    public override void AddSplits(IReadOnlyList<StoreSplit> splits) => (_split, _position) = (splits[0], splits[0].Position);

    public override void NoMoreSplits() => _noMore = true;

    public override ReadStatus Poll(Batch<Reading> output)
    {
        if (_split is null || _position == _split.End)
        {
            return _noMore ? ReadStatus.EndOfInput : ReadStatus.NothingAvailable;
        }

        var length = output.Append((int)Math.Min(output.Capacity, _split.End - _position), out var records, out var timestamps);
        stream.Fill(ref _state, _position, records, timestamps);
        _position += length;
        return ReadStatus.MoreAvailable;
    }

    public override IReadOnlyList<StoreSplit> Snapshot() => _split is null ? [] : [_split with { Position = _position }];
}
