namespace Flink.Runtime.ResourceManager;

/// <summary>Whether a worker that wants to register is one of those that were started for the cluster.</summary>
public enum WorkerAcceptance
{
    /// <summary>It is.</summary>
    Yes,

    /// <summary>It is not, and never will be: it ends.</summary>
    No,

    /// <summary>It may be: a request has not been answered, or workers of an earlier term are still being listed. It asks again.</summary>
    NotYet,
}
