using Flink.Core.Sources;
using Flink.Core.State;

namespace Flink.Benchmarks.Jobs;

/// <summary>Gives each reader its part as soon as it is there.</summary>
internal sealed class StoreSplitEnumerator(ISplitEnumeratorContext<StoreSplit> context, long records, int block) : SplitEnumerator<StoreSplit>
{
    public override void AddReader(int subtask)
    {
        context.AssignSplit(StoreSplit.Part(subtask, context.Parallelism, records, block), subtask);
        context.SignalNoMoreSplits(subtask);
    }

    public override void HandleSplitRequest(int subtask) => throw new NotSupportedException("A benchmark's readers never ask: they get their part when they register.");

    public override void AddSplitsBack(IReadOnlyList<StoreSplit> splits, int subtask) => throw new NotSupportedException("A benchmark's job is not recovered.");

    public override void Snapshot(StateWriter state)
    {
        // Parts follow from the number of readers: there is nothing to remember.
    }

    public override void Restore(StateReader state)
    {
    }
}
