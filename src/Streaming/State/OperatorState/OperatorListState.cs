using System.Runtime.InteropServices;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>A list of the subtask, in memory. One entry of the snapshot for each element, so that they can be dealt out one by one.</summary>
internal sealed class OperatorListState<T>(StateTypes types) : IListState<T>, IOperatorState
{
    private readonly Serializer<T> _serializer = types.SerializerOf<T>();
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
            _serializer.Serialize(in element, state.BeginOperatorEntry(name));
        }
    }

    public void Restore(IReadOnlyList<byte[]> entries, StateTypes types)
    {
        var serializer = types.SerializerOf<T>();
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
