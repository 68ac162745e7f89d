namespace Flink.Core.Configuration;

/// <summary>Who owns the files of a snapshot from which a job starts.</summary>
public enum RecoveryClaimMode
{
    /// <summary>The job: it deletes them once they are subsumed.</summary>
    Claim,

    /// <summary>The user: the job never deletes them, and its first checkpoint does not build on them.</summary>
    NoClaim,

    /// <summary>The user, yet checkpoints may build on the files; they must be kept as long as the job lives.</summary>
    Legacy,
}
