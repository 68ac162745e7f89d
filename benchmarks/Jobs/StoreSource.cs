using Flink.Benchmarks.Records;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>Repeats a store of pre-made records by block copy, as the prototypes do.</summary>
/// <param name="makeStore">Makes the <see cref="TradeStore.Count"/> records, once for each reader.</param>
/// <param name="records">Records of all readers together.</param>
/// <param name="copyTimestamps">Whether timestamps are copied like the records instead of being counted.</param>
/// <param name="reportsProgress">Whether <see cref="Progress"/> is kept; for one reader.</param>
internal sealed class StoreSource<T>(Func<T[]> makeStore, long records, bool copyTimestamps = false, bool reportsProgress = false) : Source<T, StoreSplit>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<StoreSplit> SplitSerializer { get; } = new StoreSplitSerializer();

    public override SplitEnumerator<StoreSplit> CreateEnumerator(ISplitEnumeratorContext<StoreSplit> context) =>
        new StoreSplitEnumerator(context, records, TradeStore.Count);

    public override SourceReader<T, StoreSplit> CreateReader(ISourceReaderContext context) =>
        new StoreReader<T>(makeStore(), copyTimestamps ? TradeStore.Timestamps() : null, reportsProgress);
}
