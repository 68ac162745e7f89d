using Flink.Core.Sources;
using Flink.Streaming.Sources;

namespace Flink.Assets.ScriptedProgram;

/// <summary>The numbers 0 to <paramref name="count"/> - 1, dealt out to the readers in turn: a trickle until a file appears, and then all that is left at once.</summary>
/// <remarks>What is done to a cluster before the file is there happens to a running job, however slow the machine is.</remarks>
internal sealed class GatedSource(long count, string gate) : Source<long, RangeSplit>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) =>
        new SplitQueueEnumerator<RangeSplit>(context, SplitSerializer, Split);

    public override SourceReader<long, RangeSplit> CreateReader(ISourceReaderContext context) => new GatedReader(context, gate);

    private IReadOnlyList<RangeSplit> Split(int readers) =>
        [.. Enumerable.Range(0, readers).Select(i => new RangeSplit(i, i, (ulong)((count - i + readers - 1) / readers), readers))];
}
