namespace Flink.Core.Configuration;

/// <summary>What becomes of the newest checkpoint when its job ends.</summary>
public enum ExternalizedCheckpointRetention
{
    /// <summary>Deleted when the job is cancelled, kept when it fails.</summary>
    DeleteOnCancellation,

    /// <summary>Kept when the job is cancelled or fails; the user deletes it.</summary>
    RetainOnCancellation,

    /// <summary>Deleted whenever the job ends.</summary>
    NoExternalizedCheckpoints,
}
