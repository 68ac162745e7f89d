using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>A source that never has anything.</summary>
internal sealed class IdleSource : Source<long, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.ContinuousUnbounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records: 0, block: 1);

    public override SourceReader<long, StoreSplit> CreateReader(ISourceReaderContext context) => new IdleReader();

    private sealed class IdleReader : SourceReader<long, StoreSplit>
    {
        private readonly List<StoreSplit> _splits = [];

        public override void AddSplits(IReadOnlyList<StoreSplit> splits) => _splits.AddRange(splits);

        public override void NoMoreSplits()
        {
            // It goes on: an unbounded source is idle, not finished.
        }

        public override ReadStatus Poll(Batch<long> output) => ReadStatus.NothingAvailable;

        public override IReadOnlyList<StoreSplit> Snapshot() => _splits;
    }
}
