namespace Flink.Core.State;

/// <summary>What every kind of keyed state can do.</summary>
/// <remarks>
/// The object is one for all keys: what it reads and changes belongs to the key of the record or timer at hand. Without one, as
/// in <see cref="Functions.IRichFunction.Open"/>, every member but registering throws <see cref="InvalidOperationException"/>.
/// Used on the task's thread.
/// </remarks>
public interface IState
{
    /// <summary>Forgets what the current key has.</summary>
    void Clear();
}
