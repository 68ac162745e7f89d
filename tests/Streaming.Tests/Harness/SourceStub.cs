using Flink.Core.Sources;

namespace Flink.Streaming.Tests.Harness;

/// <summary>A source for programs that are built and never executed.</summary>
public sealed class SourceStub<T>(Boundedness boundedness = Boundedness.Bounded) : Source<T, SourceStub<T>.Split>
{
    public override Boundedness Boundedness => boundedness;

    public override ISplitSerializer<Split> SplitSerializer => throw new NotSupportedException();

    public override SplitEnumerator<Split> CreateEnumerator(ISplitEnumeratorContext<Split> context) => throw new NotSupportedException();

    public override SourceReader<T, Split> CreateReader(ISourceReaderContext context) => throw new NotSupportedException();

    public sealed record Split(string SplitId) : ISplit;
}
