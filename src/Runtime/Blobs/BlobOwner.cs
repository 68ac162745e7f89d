using Flink.Core.Graph;

namespace Flink.Runtime.Blobs;

/// <summary>Whose a blob is, which says how long it is kept.</summary>
/// <param name="Job">The job that needs it: it is kept until the job is released, and for the next leader. Null for a transient one, which is kept for an interval after its last use.</param>
public sealed record BlobOwner(JobId? Job)
{
    /// <summary>Nobody's: logs on their way to a reader, uploads that no job uses yet.</summary>
    public static BlobOwner Transient { get; } = new((JobId?)null);

    /// <summary>A job's.</summary>
    public static BlobOwner Of(JobId job) => new(job);

    /// <inheritdoc/>
    public override string ToString() => Job is { } job ? $"job {job}" : "nobody";
}
