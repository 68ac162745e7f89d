using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>The only split of a source that can't be divided nor read twice: a socket, the standard input.</summary>
/// <param name="Name">What is read.</param>
/// <param name="IsBegun">Whether reading had begun when a snapshot was taken.</param>
public sealed record EndpointSplit(string Name, bool IsBegun = false) : ISplit
{
    /// <inheritdoc/>
    public string SplitId => Name;
}
