namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Moves the windows of each subtask, so that not all of them end at one moment.</summary>
public enum WindowStagger
{
    /// <summary>All subtasks have the same windows.</summary>
    Aligned,

    /// <summary>Each subtask's windows are moved by a length of its own, below the size, that is drawn from its index and the time of its first record.</summary>
    Random,

    /// <summary>Each subtask's windows begin where its first record comes.</summary>
    Natural,
}
