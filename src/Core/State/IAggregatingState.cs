namespace Flink.Core.State;

/// <summary>For each key the aggregate of what was added; an accumulator is what is kept.</summary>
/// <typeparam name="TIn">Type of the elements.</typeparam>
/// <typeparam name="TOut">Type of the aggregate.</typeparam>
/// <remarks>Source: Flink's AggregatingState.</remarks>
public interface IAggregatingState<TIn, TOut> : IState
{
    /// <summary>The current key's aggregate; null (of a struct: its default) when nothing was added.</summary>
    TOut? Get();

    /// <summary>Gives the current key's aggregate where something was added.</summary>
    bool TryGet(out TOut? aggregate);

    /// <summary>Adds an element. Null clears the state, as in Flink.</summary>
    void Add(in TIn? element);
}
