namespace Flink.Runtime.State;

/// <summary>The beginning of a block of a checkpoint file.</summary>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Block">Blocks before it.</param>
public readonly record struct BlockPosition(long Offset, long Block);
