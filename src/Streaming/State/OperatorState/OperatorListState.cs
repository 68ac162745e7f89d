using System.Runtime.InteropServices;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>A list of the subtask, in memory. One entry of the snapshot for each element, so that they can be dealt out one by one.</summary>
internal sealed class OperatorListState<T>(Serializer<T> serializer) : IListState<T>, IOperatorState
{
    private List<T> _elements = [];

    public ReadOnlySpan<T> Get() => CollectionsMarshal.AsSpan(_elements);

    public void Add(in T element) => AddTo(_elements, in element);

    public void AddAll(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements.ToArray())
        {
            Add(in element);
        }
    }

    public void Update(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        List<T> replacement = [];
        foreach (var element in elements)
        {
            AddTo(replacement, in element);
        }

        _elements = replacement;
    }

    public void Clear() => _elements.Clear();

    public void Snapshot(StateWriter state, string name)
    {
        foreach (ref readonly var element in Get())
        {
            serializer.Serialize(in element, state.BeginOperatorEntry(name));
        }
    }

    public void Restore(IReadOnlyList<byte[]> entries)
    {
        foreach (var entry in entries)
        {
            Add(serializer.Deserialize(entry));
        }
    }

    private static void AddTo(List<T> list, in T element)
    {
        if (Kept<T>.IsNull(in element))
        {
            throw new ArgumentNullException(nameof(element), "A list state holds no null elements.");
        }

        var kept = element;
        Kept<T>.Detach(ref kept);
        list.Add(kept);
    }
}
