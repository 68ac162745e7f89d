using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Flink.Core.Closures.Rules;

/// <summary>A collection of keys with values, or of elements with priorities.</summary>
internal sealed class PairsRule<TKey, TValue>(Type definition, FillPhase phase) : CollectionRule(phase)
    where TKey : notnull
{
    public override bool LooksAtElements => true;

    public override object? ComparerOf(object collection) => collection switch
    {
        Dictionary<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        SortedDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        SortedList<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        OrderedDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        ConcurrentDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        ImmutableDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.KeyComparer),
        ImmutableSortedDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.KeyComparer),
        FrozenDictionary<TKey, TValue> table => Comparers.UnlessDefault(table.Comparer),
        PriorityQueue<TKey, TValue> queue => Comparers.UnlessDefault(queue.Comparer),
        _ => null,
    };

    public override object? Create(object? comparer) => definition switch
    {
        _ when definition == typeof(Dictionary<,>) => new Dictionary<TKey, TValue>((IEqualityComparer<TKey>?)comparer),
        _ when definition == typeof(SortedDictionary<,>) => new SortedDictionary<TKey, TValue>((IComparer<TKey>?)comparer),
        _ when definition == typeof(SortedList<,>) => new SortedList<TKey, TValue>((IComparer<TKey>?)comparer),
        _ when definition == typeof(OrderedDictionary<,>) => new OrderedDictionary<TKey, TValue>((IEqualityComparer<TKey>?)comparer),
        _ when definition == typeof(ConcurrentDictionary<,>) => new ConcurrentDictionary<TKey, TValue>((IEqualityComparer<TKey>?)comparer),
        _ when definition == typeof(PriorityQueue<,>) => new PriorityQueue<TKey, TValue>((IComparer<TValue>?)comparer),
        _ => null,
    };

    public override void Write(ClosureWriter writer, object collection)
    {
        var (keys, values) = (new List<TKey>(), new List<TValue>());
        if (collection is PriorityQueue<TKey, TValue> queue)
        {
            foreach (var (element, priority) in queue.UnorderedItems)
            {
                keys.Add(element);
                values.Add(priority);
            }
        }
        else
        {
            foreach (var (key, value) in (IEnumerable<KeyValuePair<TKey, TValue>>)collection)
            {
                keys.Add(key);
                values.Add(value);
            }
        }

        writer.WriteElements(keys.ToArray());
        writer.WriteElements(values.ToArray());
    }

    public override object Fill(ClosureReader reader, object? empty, object? comparer)
    {
        var keys = (TKey[])reader.ReadElements(typeof(TKey));
        var values = (TValue[])reader.ReadElements(typeof(TValue));
        if (keys.Length != values.Length)
        {
            return reader.Corrupt<object>($"a collection has {keys.Length} keys and {values.Length} values");
        }

        switch (empty)
        {
            case PriorityQueue<TKey, TValue> queue:
                queue.EnqueueRange(keys.Zip(values));
                return queue;
            case IDictionary<TKey, TValue> table:
                for (var i = 0; i < keys.Length; i++)
                {
                    table.Add(keys[i], values[i]);
                }

                return table;
            default:
                return Make(keys.Zip(values, KeyValuePair.Create), comparer);
        }
    }

    private object Make(IEnumerable<KeyValuePair<TKey, TValue>> pairs, object? comparer) => definition switch
    {
        _ when definition == typeof(ImmutableDictionary<,>) => ImmutableDictionary.CreateRange((IEqualityComparer<TKey>?)comparer, pairs),
        _ when definition == typeof(ImmutableSortedDictionary<,>) => ImmutableSortedDictionary.CreateRange((IComparer<TKey>?)comparer, pairs),
        _ when definition == typeof(ReadOnlyDictionary<,>) => new ReadOnlyDictionary<TKey, TValue>(pairs.ToDictionary()),
        _ => pairs.ToFrozenDictionary((IEqualityComparer<TKey>?)comparer),
    };
}
