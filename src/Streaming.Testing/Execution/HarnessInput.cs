using Flink.Core.Sources;

namespace Flink.Streaming.Testing.Execution;

/// <summary>Where a program under test begins. Never executed: the harness pushes in its place.</summary>
internal sealed class HarnessInput<T> : Source<T, HarnessInput<T>.Split>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<Split> SplitSerializer => throw NotExecuted();

    public override SplitEnumerator<Split> CreateEnumerator(ISplitEnumeratorContext<Split> context) => throw NotExecuted();

    public override SourceReader<T, Split> CreateReader(ISourceReaderContext context) => throw NotExecuted();

    private static InvalidOperationException NotExecuted() => new("The input of a test harness cannot be executed in a job: push into the harness.");

    internal sealed record Split(string SplitId) : ISplit;
}
