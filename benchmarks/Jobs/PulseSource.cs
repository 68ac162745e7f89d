using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>A source with one reader that emits what <see cref="Pulse.Send"/> was told.</summary>
internal sealed class PulseSource : Source<long, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.ContinuousUnbounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records: 0, block: 1);

    public override SourceReader<long, StoreSplit> CreateReader(ISourceReaderContext context) => new PulseReader(context);

    private sealed class PulseReader(ISourceReaderContext context) : SourceReader<long, StoreSplit>
    {
        private readonly List<StoreSplit> _splits = [];

        public override void Start() => Pulse.Attach(context);

        public override void AddSplits(IReadOnlyList<StoreSplit> splits) => _splits.AddRange(splits);

        public override void NoMoreSplits()
        {
            // It goes on: pulses come from outside.
        }

        public override ReadStatus Poll(Batch<long> output)
        {
            if (Pulse.TryTake(out var record))
            {
                output.Add(in record, Timestamp.None);
            }

            return ReadStatus.NothingAvailable;
        }

        public override IReadOnlyList<StoreSplit> Snapshot() => _splits;
    }
}
