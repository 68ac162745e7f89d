using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>What is in an operator's stored state, without reading it.</summary>
/// <param name="HasOperatorEntries">Whether it has entries that are dealt out over all subtasks.</param>
/// <param name="KeyGroups">From the first to the last key group with an entry; empty for none.</param>
/// <param name="HasUnion">Whether it keeps a list of which every subtask reads the elements of all.</param>
public readonly record struct StateShape(bool HasOperatorEntries, KeyGroupRange KeyGroups, bool HasUnion = false);
