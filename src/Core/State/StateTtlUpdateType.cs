namespace Flink.Core.State;

/// <summary>What gives a value a new time to live.</summary>
public enum StateTtlUpdateType
{
    /// <summary>Setting it.</summary>
    OnCreateAndWrite,

    /// <summary>Setting it and reading it.</summary>
    OnReadAndWrite,
}
