using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.State;

namespace Flink.Streaming.Timers;

/// <summary>Timers at the moment of a snapshot. Each key group has one entry: their number, then time, key and namespace of each.</summary>
internal sealed class FrozenTimers<TKey, TNamespace>(string name, TimerCopy<TKey, TNamespace>[] timers, int maxParallelism) : IFrozenState
{
    // An empty struct has no bytes, and no serializer.
    private static readonly bool _hasNamespace = typeof(TNamespace) != typeof(NoNamespace);

    /// <summary>Reads what <see cref="Write"/> wrote, in no particular order.</summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or namespaces cannot be read as this type.</exception>
    public static void Read(StateReader state, string name, string operatorName, Action<TimerCopy<TKey, TNamespace>> add)
    {
        var (keys, namespaces) = SerializersOf(state, name, $"State '{name}' of '{operatorName}'");
        foreach (var (_, entry) in state.KeyedEntries(name))
        {
            var reader = new RecordReader(entry.Span);
            for (var left = reader.ReadCount(sizeof(long) + keys.MinSize + (namespaces?.MinSize ?? 0)); left > 0; left--)
            {
                var time = reader.Read<long>();
                keys.Read(ref reader, out var key);
                TNamespace @namespace = default!;
                namespaces?.Read(ref reader, out @namespace);
                add(new TimerCopy<TKey, TNamespace>(0, key, @namespace, time));
            }
        }
    }

    public void Write(StateWriter state, CancellationToken cancellation)
    {
        var keys = Serializers.For<TKey>();
        var namespaces = _hasNamespace ? Serializers.For<TNamespace>() : null;
        WriteSchema(state);
        Array.Sort(timers, ByGroup);
        for (var start = 0; start < timers.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var group = GroupOf(in timers[start]);
            var end = start + 1;
            while (end < timers.Length && GroupOf(in timers[end]) == group)
            {
                end++;
            }

            var writer = new RecordWriter(state.BeginKeyedEntry(name, group));
            writer.WriteVarint((ulong)(end - start));
            foreach (ref readonly var timer in timers.AsSpan(start, end - start))
            {
                writer.Write(timer.Time);
                keys.Write(ref writer, timer.Key);
                namespaces?.Write(ref writer, timer.Namespace);
            }

            writer.Flush();
            start = end;
        }
    }

    public void Dispose()
    {
    }

    private static (Serializer<TKey> Keys, Serializer<TNamespace>? Namespaces) SerializersOf(StateReader state, string name, string subject) =>
        _hasNamespace ? StateSchemas.ReadKeyed<TKey, TNamespace>(state, name, subject) : (StateSchemas.ReadKeys<TKey>(state, name, subject), null);

    private void WriteSchema(StateWriter state)
    {
        if (_hasNamespace)
        {
            StateSchemas.WriteKeyed<TKey, TNamespace>(state, name);
        }
        else
        {
            StateSchemas.WriteKeys<TKey>(state, name);
        }
    }

    // By time within a group, and then by hash, so that equal timers give equal bytes.
    private int ByGroup(TimerCopy<TKey, TNamespace> left, TimerCopy<TKey, TNamespace> right)
    {
        var order = GroupOf(in left).CompareTo(GroupOf(in right));
        order = order != 0 ? order : left.Time.CompareTo(right.Time);
        return order != 0 ? order : left.KeyHash.CompareTo(right.KeyHash);
    }

    private int GroupOf(in TimerCopy<TKey, TNamespace> timer) => KeyGroups.Of(timer.KeyHash, maxParallelism);
}
