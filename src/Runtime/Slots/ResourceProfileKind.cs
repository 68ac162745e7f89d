namespace Flink.Runtime.Slots;

/// <summary>Whether a profile has amounts.</summary>
public enum ResourceProfileKind
{
    /// <summary>It has.</summary>
    Sized,

    /// <summary>What somebody needs who has not said what: the worker's default slot will do.</summary>
    Unknown,

    /// <summary>What has room for everything: the slot of a cluster within one process.</summary>
    Any,
}
