namespace Flink.Runtime.Checkpoints;

/// <summary>What became of the wish to take a checkpoint.</summary>
internal enum TriggerOutcome
{
    /// <summary>It was begun; the attempt may have failed over it.</summary>
    Triggered,

    /// <summary>As many as may be are under way.</summary>
    OthersUnderWay,

    /// <summary>Not all tasks run.</summary>
    TasksMissing,
}
