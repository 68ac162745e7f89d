namespace Flink.Core.Records;

/// <summary>A stamp that a source sends now and then so that every operator can tell how old what reaches it is.</summary>
/// <param name="markedTime">Processing time at the source in milliseconds since the epoch.</param>
/// <param name="operatorId">The source operator.</param>
/// <param name="subtaskIndex">Its subtask.</param>
/// <remarks>Markers pass operators without waiting for their buffers, so they measure travel and queueing, not windows.</remarks>
public sealed class LatencyMarker(long markedTime, Graph.OperatorId operatorId, int subtaskIndex) : StreamElement
{
    /// <summary>Processing time at the source in milliseconds since the epoch.</summary>
    public long MarkedTime { get; } = markedTime;

    /// <summary>The source operator.</summary>
    public Graph.OperatorId OperatorId { get; } = operatorId;

    /// <summary>Subtask of the source operator.</summary>
    public int SubtaskIndex { get; } = subtaskIndex;
}
