namespace Flink.Core.Graph;

/// <summary>What an operator of a plan reads.</summary>
/// <param name="From">Number of the operator that writes.</param>
/// <param name="ShipStrategy">How records are distributed, in Flink's words: FORWARD, HASH, ...</param>
/// <param name="IsChained">Whether both run in one task and the records are passed by a call.</param>
public sealed record PlannedInput(int From, string ShipStrategy, bool IsChained);
