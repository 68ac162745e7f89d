using Flink.Benchmarks.Records;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>An endless stream whose records come when <see cref="Pace.Current"/> says that they are due; for one reader.</summary>
internal sealed class PacedSource(ReadingStream stream) : Source<Reading, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.ContinuousUnbounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records: long.MaxValue, block: 1);

    public override SourceReader<Reading, StoreSplit> CreateReader(ISourceReaderContext context) => new PacedReader(stream, context);

    private sealed class PacedReader(ReadingStream stream, ISourceReaderContext context) : SourceReader<Reading, StoreSplit>
    {
        private readonly Pace _pace = Pace.Current ?? throw new InvalidOperationException("A paced source needs a pace.");
        private readonly List<StoreSplit> _splits = [];
        private ulong _state = ReadingStream.Seed;
        private long _position;

        public override void Start() => _pace.Start(context);

        public override void AddSplits(IReadOnlyList<StoreSplit> splits) => _splits.AddRange(splits);

        public override void NoMoreSplits()
        {
            // It goes on for ever.
        }

        public override ReadStatus Poll(Batch<Reading> output)
        {
            var due = _pace.Due - _position;
            if (due <= 0)
            {
                return ReadStatus.NothingAvailable;
            }

            var length = output.Append((int)Math.Min(output.Capacity, due), out var records, out var timestamps);
            stream.Fill(ref _state, _position, records, timestamps);
            _position += length;
            return length < due ? ReadStatus.MoreAvailable : ReadStatus.NothingAvailable;
        }

        public override IReadOnlyList<StoreSplit> Snapshot() => _splits;
    }
}
