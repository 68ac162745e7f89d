namespace Flink.Streaming.State.Tables;

/// <summary>A key's hash, and where it is looked for first: what a prefetch computed, so that the look-up need not do it again.</summary>
/// <param name="Hash">The comparer's hash of the key.</param>
/// <param name="Slot">Address of the slot; 0 for unknown.</param>
/// <param name="Version">The layout of the table for which the address holds.</param>
internal readonly record struct Probe(ulong Hash, nint Slot, int Version);
