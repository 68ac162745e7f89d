namespace Flink.Core.State;

/// <summary>For each key the reduction of what was added.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
/// <remarks>Source: Flink's ReducingState.</remarks>
public interface IReducingState<T> : IState
{
    /// <summary>The current key's reduction; null (of a struct: its default) when nothing was added.</summary>
    T? Get();

    /// <summary>Gives the current key's reduction where there is one.</summary>
    bool TryGet(out T? reduction);

    /// <summary>Reduces one more element. Null clears the state, as in Flink.</summary>
    void Add(in T? element);
}
