namespace Flink.Core.State;

/// <summary>A list of elements: one for each key where it is keyed state, else one for the subtask.</summary>
/// <typeparam name="T">Type of the elements; null is refused as an element.</typeparam>
/// <remarks>Elements go in by copy. Source: Flink's ListState; a list that was never filled is empty and not null.</remarks>
public interface IListState<T> : IState
{
    /// <summary>The elements in the order in which they were added.</summary>
    /// <returns>A view without a copy, whose elements must not be changed; valid until the next use of this state and not beyond the function's call.</returns>
    ReadOnlySpan<T> Get();

    /// <summary>Appends an element.</summary>
    void Add(in T element);

    /// <summary>Appends elements.</summary>
    void AddAll(IEnumerable<T> elements);

    /// <summary>Replaces the list; an empty one clears it.</summary>
    void Update(IEnumerable<T> elements);
}
