namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>How a collection type is written.</summary>
/// <param name="Kind">Which bytes it has.</param>
/// <param name="Element">Type of the elements; pairs for dictionaries.</param>
/// <param name="Shape">The struct that takes it apart and builds it.</param>
/// <param name="IsSorted">Whether the elements, or the keys, need an order.</param>
internal sealed record CollectionRule(CollectionKind Kind, Type Element, Type Shape, bool IsSorted)
{
    private static readonly Dictionary<Type, (CollectionKind Kind, Type Shape)> Known = new()
    {
        [typeof(List<>)] = (CollectionKind.Sequence, typeof(ListShape<>)),
        [typeof(Queue<>)] = (CollectionKind.Sequence, typeof(QueueShape<>)),
        [typeof(Stack<>)] = (CollectionKind.Sequence, typeof(StackShape<>)),
        [typeof(LinkedList<>)] = (CollectionKind.Sequence, typeof(LinkedListShape<>)),
        [typeof(System.Collections.Immutable.ImmutableArray<>)] = (CollectionKind.Sequence, typeof(ImmutableArrayShape<>)),
        [typeof(System.Collections.Immutable.ImmutableList<>)] = (CollectionKind.Sequence, typeof(ImmutableListShape<>)),
        [typeof(IList<>)] = (CollectionKind.ListInterface, typeof(DeclaredListShape<,>)),
        [typeof(IReadOnlyList<>)] = (CollectionKind.ListInterface, typeof(DeclaredListShape<,>)),
        [typeof(ICollection<>)] = (CollectionKind.ListInterface, typeof(DeclaredListShape<,>)),
        [typeof(IReadOnlyCollection<>)] = (CollectionKind.ListInterface, typeof(DeclaredListShape<,>)),
        [typeof(HashSet<>)] = (CollectionKind.Set, typeof(HashSetShape<>)),
        [typeof(ISet<>)] = (CollectionKind.Set, typeof(DeclaredSetShape<,>)),
        [typeof(IReadOnlySet<>)] = (CollectionKind.Set, typeof(DeclaredSetShape<,>)),
        [typeof(SortedSet<>)] = (CollectionKind.Set, typeof(SortedSetShape<>)),
        [typeof(System.Collections.Immutable.ImmutableHashSet<>)] = (CollectionKind.Set, typeof(ImmutableHashSetShape<>)),
        [typeof(Dictionary<,>)] = (CollectionKind.Map, typeof(DictionaryShape<,>)),
        [typeof(IDictionary<,>)] = (CollectionKind.Map, typeof(DeclaredDictionaryShape<,,>)),
        [typeof(IReadOnlyDictionary<,>)] = (CollectionKind.Map, typeof(DeclaredDictionaryShape<,,>)),
        [typeof(SortedDictionary<,>)] = (CollectionKind.Map, typeof(SortedDictionaryShape<,>)),
        [typeof(System.Collections.Immutable.ImmutableDictionary<,>)] = (CollectionKind.Map, typeof(ImmutableDictionaryShape<,>)),
    };

    /// <summary>The rule for a type; null when it is no collection that is supported.</summary>
    public static CollectionRule? Of(Type type)
    {
        if (type.IsSZArray)
        {
            var element = type.GetElementType()!;
            return element.IsPointer || element.IsFunctionPointer ? null
                : new CollectionRule(CollectionKind.Sequence, element, typeof(ArrayShape<>).MakeGenericType(element), false);
        }

        if (!type.IsGenericType || type.ContainsGenericParameters || !Known.TryGetValue(type.GetGenericTypeDefinition(), out var known))
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        return new CollectionRule(
            known.Kind,
            arguments.Length == 1 ? arguments[0] : typeof(KeyValuePair<,>).MakeGenericType(arguments),
            type.IsInterface ? known.Shape.MakeGenericType([type, .. arguments]) : known.Shape.MakeGenericType(arguments),
            type.GetGenericTypeDefinition() == typeof(SortedSet<>) || type.GetGenericTypeDefinition() == typeof(SortedDictionary<,>));
    }
}
