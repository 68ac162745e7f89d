using Flink.Core.Sources;

namespace Flink.Semantics.Tests.Harness;

/// <summary>The one split of a scripted source.</summary>
/// <param name="Next">The line that is read next.</param>
internal sealed record ScriptSplit(int Next) : ISplit
{
    public string SplitId => "script";
}
