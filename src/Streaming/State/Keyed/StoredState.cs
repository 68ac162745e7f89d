namespace Flink.Streaming.State.Keyed;

/// <summary>A state that was restored and that the function has not asked for yet: kept as it was written, so that nothing is lost.</summary>
/// <param name="Schema">How it was written.</param>
/// <param name="Entries">The bytes of each key group.</param>
internal sealed record StoredState(byte[] Schema, IReadOnlyList<(int KeyGroup, byte[] Entry)> Entries);
