using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Flink.Core.Closures.Rules;

/// <summary>A collection of single elements.</summary>
internal sealed class ElementsRule<T>(Type definition, FillPhase phase) : CollectionRule(phase)
{
    public override bool LooksAtElements =>
        base.LooksAtElements || definition == typeof(ImmutableHashSet<>) || definition == typeof(ImmutableSortedSet<>) || definition == typeof(FrozenSet<>);

    public override object? ComparerOf(object collection) => collection switch
    {
        HashSet<T> set => Comparers.UnlessDefault(set.Comparer),
        SortedSet<T> set => Comparers.UnlessDefault(set.Comparer),
        ImmutableHashSet<T> set => Comparers.UnlessDefault(set.KeyComparer),
        ImmutableSortedSet<T> set => Comparers.UnlessDefault(set.KeyComparer),
        FrozenSet<T> set => Comparers.UnlessDefault(set.Comparer),
        _ => null,
    };

    public override object? Create(object? comparer) => definition switch
    {
        _ when definition == typeof(List<>) => new List<T>(),
        _ when definition == typeof(Queue<>) => new Queue<T>(),
        _ when definition == typeof(Stack<>) => new Stack<T>(),
        _ when definition == typeof(LinkedList<>) => new LinkedList<T>(),
        _ when definition == typeof(ConcurrentQueue<>) => new ConcurrentQueue<T>(),
        _ when definition == typeof(ConcurrentStack<>) => new ConcurrentStack<T>(),
        _ when definition == typeof(ConcurrentBag<>) => new ConcurrentBag<T>(),
        _ when definition == typeof(HashSet<>) => new HashSet<T>((IEqualityComparer<T>?)comparer),
        _ when definition == typeof(SortedSet<>) => new SortedSet<T>((IComparer<T>?)comparer),
        _ => null,
    };

    public override void Write(ClosureWriter writer, object collection)
    {
        T[] elements = [.. (IEnumerable<T>)collection];
        if (IsStack)
        {
            // Enumerated from the top; pushed again from the bottom.
            Array.Reverse(elements);
        }

        writer.WriteElements(elements);
    }

    public override object Fill(ClosureReader reader, object? empty, object? comparer)
    {
        var elements = (T[])reader.ReadElements(typeof(T));
        switch (empty)
        {
            case List<T> list:
                list.AddRange(elements);
                return list;
            case Queue<T> queue:
                Array.ForEach(elements, queue.Enqueue);
                return queue;
            case Stack<T> stack:
                Array.ForEach(elements, stack.Push);
                return stack;
            case LinkedList<T> list:
                Array.ForEach(elements, element => list.AddLast(element));
                return list;
            case ConcurrentQueue<T> queue:
                Array.ForEach(elements, queue.Enqueue);
                return queue;
            case ConcurrentStack<T> stack:
                Array.ForEach(elements, stack.Push);
                return stack;
            case ConcurrentBag<T> bag:
                Array.ForEach(elements, bag.Add);
                return bag;
            case ISet<T> set:
                set.UnionWith(elements);
                return set;
            default:
                return Make(elements, comparer);
        }
    }

    private bool IsStack => definition == typeof(Stack<>) || definition == typeof(ConcurrentStack<>) || definition == typeof(ImmutableStack<>);

    private object Make(T[] elements, object? comparer) => definition switch
    {
        _ when definition == typeof(ImmutableList<>) => ImmutableList.Create(elements),
        _ when definition == typeof(ImmutableQueue<>) => ImmutableQueue.Create(elements),
        _ when definition == typeof(ImmutableStack<>) => ImmutableStack.Create(elements),
        _ when definition == typeof(ImmutableHashSet<>) => ImmutableHashSet.Create((IEqualityComparer<T>?)comparer, elements),
        _ when definition == typeof(ImmutableSortedSet<>) => ImmutableSortedSet.Create((IComparer<T>?)comparer, elements),
        _ => elements.ToFrozenSet((IEqualityComparer<T>?)comparer),
    };
}
