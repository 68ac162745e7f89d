namespace Flink.Core.Configuration;

/// <summary>What a restored state says about each record.</summary>
public enum CheckpointingMode
{
    /// <summary>Each record has affected the state once.</summary>
    ExactlyOnce,

    /// <summary>Records since the checkpoint may have affected the state twice; no alignment is needed.</summary>
    AtLeastOnce,
}
