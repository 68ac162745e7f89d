using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace Flink.Core.Closures.Rules;

/// <summary>The collections of .NET that travel.</summary>
internal static class CollectionRules
{
    private static readonly Dictionary<Type, FillPhase> _phases = new()
    {
        [typeof(List<>)] = FillPhase.InOrder,
        [typeof(Queue<>)] = FillPhase.InOrder,
        [typeof(Stack<>)] = FillPhase.InOrder,
        [typeof(LinkedList<>)] = FillPhase.InOrder,
        [typeof(ConcurrentQueue<>)] = FillPhase.InOrder,
        [typeof(ConcurrentStack<>)] = FillPhase.InOrder,
        [typeof(ConcurrentBag<>)] = FillPhase.InOrder,
        [typeof(HashSet<>)] = FillPhase.Last,
        [typeof(SortedSet<>)] = FillPhase.Last,
        [typeof(Dictionary<,>)] = FillPhase.Last,
        [typeof(SortedDictionary<,>)] = FillPhase.Last,
        [typeof(SortedList<,>)] = FillPhase.Last,
        [typeof(OrderedDictionary<,>)] = FillPhase.Last,
        [typeof(ConcurrentDictionary<,>)] = FillPhase.Last,
        [typeof(PriorityQueue<,>)] = FillPhase.Last,
        [typeof(ImmutableList<>)] = FillPhase.AtOnce,
        [typeof(ImmutableQueue<>)] = FillPhase.AtOnce,
        [typeof(ImmutableStack<>)] = FillPhase.AtOnce,
        [typeof(ImmutableHashSet<>)] = FillPhase.AtOnce,
        [typeof(ImmutableSortedSet<>)] = FillPhase.AtOnce,
        [typeof(ImmutableDictionary<,>)] = FillPhase.AtOnce,
        [typeof(ImmutableSortedDictionary<,>)] = FillPhase.AtOnce,
        [typeof(ReadOnlyDictionary<,>)] = FillPhase.AtOnce,
        [typeof(FrozenSet<>)] = FillPhase.AtOnce,
        [typeof(FrozenDictionary<,>)] = FillPhase.AtOnce,
    };

    /// <summary>The rule of a type; null when it is no such collection.</summary>
    public static CollectionRule? Find(Type type)
    {
        if (type == typeof(JsonSerializerOptions))
        {
            return new JsonOptionsRule();
        }

        if (ListedType(type) is not { } listed)
        {
            return null;
        }

        var definition = listed.GetGenericTypeDefinition();
        var arguments = listed.GetGenericArguments();
        var rule = arguments.Length == 1 ? typeof(ElementsRule<>) : typeof(PairsRule<,>);
        return (CollectionRule)Activator.CreateInstance(rule.MakeGenericType(arguments), definition, _phases[definition])!;
    }

    // Frozen collections are of hidden classes that derive from the public one; a user's class that derives from a list is its own matter.
    private static Type? ListedType(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level is { IsGenericType: true, ContainsGenericParameters: false } && _phases.ContainsKey(level.GetGenericTypeDefinition()))
            {
                return level == type || Refusals.IsFramework(type) && level.IsAbstract ? level : null;
            }
        }

        return null;
    }
}
