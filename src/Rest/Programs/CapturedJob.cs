using Flink.Core.Graph;

namespace Flink.Rest.Programs;

/// <summary>A job that a program would have executed.</summary>
/// <param name="Id">The job.</param>
/// <param name="Name">Its name.</param>
/// <param name="Graph">The graph in the form of <see cref="JobGraphSerializer"/>.</param>
/// <param name="Plan">Its plan as JSON.</param>
/// <param name="Configuration">What the program configured, over what it was given.</param>
public sealed record CapturedJob(
    JobId Id, string Name, ReadOnlyMemory<byte> Graph, ReadOnlyMemory<byte> Plan, IReadOnlyDictionary<string, string> Configuration)
{
    /// <summary>Copies of its cached files; whoever has submitted the job deletes them.</summary>
    public IReadOnlyList<string> CachedFiles { get; init; } = [];
}
