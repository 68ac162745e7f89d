namespace Flink.Streaming.State.Keyed;

/// <summary>A state of which two can be made one, as when windows are merged.</summary>
internal interface IMergingState
{
    /// <summary>Takes what the current key has out of the state; null when it has nothing.</summary>
    object? Take();

    /// <summary>Adds what was taken from another key of the same state.</summary>
    void Merge(object taken);
}
