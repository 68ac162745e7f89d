namespace Flink.Streaming.State.Tables;

/// <summary>A key's hash, and where it is looked for first, once a prefetch has found that out, so that the look-up need not.</summary>
/// <param name="Hash">The comparer's hash of the key.</param>
/// <param name="Target">Aimed at: the place of the key. Prefetched: the address of the slot, 0 for unknown.</param>
/// <param name="Version">Aimed at: the complement of the slot's index, so never a version. Prefetched: the layout of the table for which the address holds.</param>
internal readonly record struct Probe(ulong Hash, nint Target, int Version);
