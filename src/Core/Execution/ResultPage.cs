namespace Flink.Core.Execution;

/// <summary>Results of a running job, as its tasks sent them.</summary>
/// <param name="From">Number of the first piece, from 0.</param>
/// <param name="Pieces">The pieces, in order; perhaps none yet.</param>
/// <param name="HasEnded">Whether the job has ended, so that none follow.</param>
public sealed record ResultPage(long From, IReadOnlyList<ReadOnlyMemory<byte>> Pieces, bool HasEnded)
{
    /// <summary>Where the next page begins.</summary>
    public long Next => From + Pieces.Count;
}
