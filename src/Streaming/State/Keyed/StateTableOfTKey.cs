using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

/// <summary>What one keyed state holds for all keys of a subtask, whatever it is.</summary>
internal abstract class StateTable<TKey>
{
    /// <summary>Adds every key that has a value to a list.</summary>
    public abstract void AddKeysTo(List<TKey> keys);

    /// <summary>Writes the entries of all key groups as they are now, at once or later.</summary>
    public abstract void Snapshot(StateWriter state, string name);

    /// <summary>Adds the entries of key groups.</summary>
    /// <param name="stored">What was written.</param>
    /// <param name="types">How it was written.</param>
    public abstract void Restore(IEnumerable<(int KeyGroup, byte[] Entry)> stored, StateTypes types);
}
